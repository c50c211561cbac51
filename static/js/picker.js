// In a form on which concepts are chosen, a suggestion becomes a tick; in one without ticks, it is sent at once. Without this
// script a typed name is sent as it stands. search.js tells by "choose" which suggestion was meant.
"use strict";

document.addEventListener("choose", (event) => {
  const { target: field, detail: option } = event, form = field.closest(".picker");
  if (!form) return;
  event.preventDefault();
  field.value = "";
  const ticks = form.querySelector(".picker-concepts"), slug = option.dataset.address.split("/").at(-2);
  let input = [...form.elements].find(({ name, value }) => name === "concept" && value === slug);
  if (!input) {
    input = Object.assign(document.createElement("input"), { type: ticks ? "checkbox" : "hidden", name: "concept", value: slug });
    const label = document.createElement("label");
    label.append(input);
    for (const name of ["title", "other"]) {
      const words = option.querySelector(`.suggested-${name}`);
      if (words) label.append(" ", Object.assign(document.createElement("span"), {
        className: name === "title" ? "picker-name" : "picker-other", lang: words.lang, textContent: words.textContent,
      }));
    }
    (ticks ?? form).append(ticks ? label : input);
  }
  input.checked = true;
  if (!ticks) form.requestSubmit();
});
