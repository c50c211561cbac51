// The fragment of a statement that does not stand on this page leads to the page of that statement.
//
// A comparison shows few of its statements; links that were made when it showed all of them still lead to the right one.
// The script knows nothing but the form of a code; whether there is such a statement, /s/CODE/ says.
"use strict";

(() => {
  const FRAGMENT_OF_STATEMENT = /^#(?=.*[A-Z])[2-9BCDFGHJKMNPQRSTVWXZ]{5}$/;

  function leadOn() {
    const code = location.hash.slice(1);
    if (FRAGMENT_OF_STATEMENT.test(location.hash) && !document.getElementById(code)) location.replace(`/s/${code}/`);
  }

  addEventListener("hashchange", leadOn);
  leadOn();
})();
