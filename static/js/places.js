// Two things about a place that only the browser knows: the part of the page that is open, and today's date.
//
//   a.language    keeps the `#` of the address, so that the other language opens at the same part
//   [data-today]  gets the date on which the page is printed
"use strict";

document.querySelector("a.language")?.addEventListener("click", ({ currentTarget }) => {
  currentTarget.hash = location.hash;
});
window.addEventListener("beforeprint", () => {
  const today = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  for (const place of document.querySelectorAll("[data-today]")) place.textContent = today;
});
