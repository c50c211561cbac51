/* Nothing that was typed into a form is lost without a word: the steps below wait until the form is saved, and leaving
   the page asks. A form is changed if it differs from how it was loaded, or if the page shows it again unsaved. */
"use strict";

(() => {
  const forms = [...document.querySelectorAll("#content form[method='post']")];
  const [edited] = forms;
  const steps = forms.filter((form) => form.closest(".steps"));
  const status = document.querySelector("[data-unsaved]");
  let sent = null; // the form that is on its way

  function valuesOf(form) {
    const pairs = [...new FormData(form)];
    return JSON.stringify(pairs.map(([name, value]) => [name, value instanceof File ? value.name : value]));
  }

  // What a browser fills in again by itself after going back is not what the page was loaded with.
  function wasRefilled(field) {
    return ["text", "url", "number", "textarea"].includes(field.type) && field.value !== field.defaultValue;
  }

  const loaded = new Map(forms.map((form) => [form, valuesOf(form)]));
  const shownUnsaved = new Set(
    forms.filter((form) => form.querySelector("[data-changed]") || [...form.elements].some(wasRefilled)),
  );

  function isChanged(form) {
    return shownUnsaved.has(form) || valuesOf(form) !== loaded.get(form);
  }

  function showState() {
    if (!status) {
      return;
    }
    const waits = isChanged(edited);
    const words = waits ? status.dataset.unsaved : "";
    if (status.textContent !== words) {
      status.textContent = words; // announced once, not at every key
    }
    for (const step of steps) {
      for (const button of step.querySelectorAll("button")) {
        button.disabled = waits;
      }
    }
  }

  document.addEventListener("submit", (event) => {
    const staysHere = event.defaultPrevented || event.submitter?.formTarget || event.target.target;
    sent = staysHere ? null : event.target;
  });
  window.addEventListener("beforeunload", (event) => {
    if (forms.some((form) => form !== sent && isChanged(form))) {
      event.preventDefault();
      event.returnValue = true; // older browsers
    }
    sent = null;
  });

  // A form whose inside was put there anew is compared with what it was opened with.
  document.addEventListener("form:opened", ({ target }) => {
    loaded.set(target, valuesOf(target));
    shownUnsaved.delete(target);
    if (target.querySelector("[data-changed]")) {
      shownUnsaved.add(target);
    }
    showState();
  });

  for (const name of ["input", "change", "formset:added", "formset:removed"]) {
    document.addEventListener(name, showState);
  }
  // Fields with suggestions tell of their changes through jQuery alone.
  window.django?.jQuery?.(document).on("change", showState);
  showState();
})();
