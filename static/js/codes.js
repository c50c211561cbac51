// The fragment of a statement, in any letter case, leads to it here or, where it is not on this page, to its own page.
//
// A comparison shows few of its statements, a row those of its dimension; links that were made when they stood there
// still lead to the right one. The script knows nothing but the form of a code; whether there is such a statement,
// /s/CODE/ says.
"use strict";

(() => {
  const FRAGMENT_OF_STATEMENT = /^#(?=.*[A-Z])[2-9BCDFGHJKMNPQRSTVWXZ]{5}$/;

  function leadOn() {
    const written = location.hash.slice(1), code = written.toUpperCase();
    if (!FRAGMENT_OF_STATEMENT.test(`#${code}`) || document.getElementById(written)) return;
    location.replace(document.getElementById(code) ? `#${code}` : `/s/${code}/`);
  }

  addEventListener("hashchange", leadOn);
  leadOn();
})();
