/* While something in a form is changed, the server is told so every minute, and tells who else is editing the same.
   Nothing is locked, and where it cannot be told nothing happens: this is a courtesy. */
"use strict";

(() => {
  const status = document.querySelector("[data-editing]");
  const form = status?.closest("form");
  if (!form) {
    return;
  }
  const MINUTE = 60_000;
  let told = -MINUTE; // when the server was last told, in milliseconds of this page
  let isChanged = false;

  async function tell() {
    if (!isChanged || document.hidden || performance.now() - told < MINUTE) {
      return;
    }
    told = performance.now();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("kind", status.dataset.kind);
    body.append("row", status.dataset.row);
    try {
      const answer = await fetch(status.dataset.editing, { method: "POST", body });
      const { words } = answer.ok ? await answer.json() : { words: status.textContent };
      if (status.textContent !== words) {
        status.textContent = words; // announced once
      }
    } catch {
      // no network, or no session: what was typed waits in the page as before
    }
  }

  function note() {
    isChanged = true;
    tell();
  }

  form.addEventListener("input", note);
  window.django?.jQuery?.(form).on("change", note);
  form.addEventListener("submit", () => {
    isChanged = false;
  });
  setInterval(tell, MINUTE / 4);
})();
