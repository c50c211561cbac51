// What only the browser knows of a page: the part that is open, where it is printed from, and when.
//
//   a.language    keeps the `#` of the address, so that the other language opens at the same part
//   [data-today]  gets the date on which the page is printed
//   [data-start]  an article on a page of its own: the address of a mark in it leads there
//   [data-starts] where the pages of a long article begin: the address of a mark or note leads to the page that has it
//   .quotation a  gets its whole address for paper, where a link that leads to a passage is written out
"use strict";

document.querySelector("a.language")?.addEventListener("click", ({ currentTarget }) => {
  currentTarget.hash = location.hash;
});
function followMark() {
  const [mark, start] = /^#[pn]-(\d+)-\d+$/.exec(location.hash) ?? [];
  if (!mark || document.querySelector(mark)) return;
  const starts = document.querySelector("[data-starts]")?.dataset.starts.split(" ") ?? [];
  const number = starts.filter((begins) => +begins <= +start).length;
  const page = new URL(location);
  if (number && number !== +(page.searchParams.get("page") ?? 1)) {
    page.searchParams.set("page", number);
    location.replace(page);
  }
  const articles = [...document.querySelectorAll("[data-start]")];
  const article = articles.find(({ dataset }) => +dataset.start <= +start && +start < +dataset.end);
  if (article) location.replace(article.querySelector("a").href + mark);
}
window.addEventListener("hashchange", followMark);
window.addEventListener("DOMContentLoaded", followMark);
window.addEventListener("beforeprint", () => {
  const today = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  for (const place of document.querySelectorAll("[data-today]")) place.textContent = today;
  for (const link of document.querySelectorAll('.quotation a[href*="/passages/"]')) link.dataset.address = link.href;
});
