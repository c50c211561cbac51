// Choosing sentences by keyboard: the arrow keys lead from one to the next, with Shift they take in more, Enter chooses.
//
//   [data-text]     the text; in it, a.choose leads to a sentence, and [data-sentence] are the pieces of it
//   [data-panel]    the form from which Escape leads back
"use strict";

(() => {
  const text = document.querySelector("[data-text]");
  const links = [...(text?.querySelectorAll("a.choose") ?? [])];
  if (!links.length) return;
  document.body.classList.add("has-sentences");
  let first = 0; // from which Shift and an arrow key take in more
  let current = 0;

  function settle(place) {
    current = Math.max(0, Math.min(place, links.length - 1));
    links.forEach((link, number) => {
      link.tabIndex = number === current ? 0 : -1;
    });
  }

  const piecesOf = (number) => text.querySelectorAll(`[data-sentence="${links[number].id.slice(2)}"]`);

  function select() {
    const range = document.createRange();
    range.setStartBefore(piecesOf(Math.min(first, current))[0]);
    range.setEndAfter([...piecesOf(Math.max(first, current))].at(-1));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  text.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches("a.choose")) return;
    event.preventDefault();
    settle(links.indexOf(event.target) + step);
    if (!event.shiftKey) first = current;
    links[current].focus();
    select();
  });
  text.addEventListener("click", (event) => {
    if (!event.target.matches("a.choose")) return;
    event.preventDefault();
    if (links[current] !== event.target) {
      settle(links.indexOf(event.target));
      first = current;
    }
    select();
    text.dispatchEvent(new Event("sentences:chosen"));
  });
  document.querySelector("[data-panel]")?.addEventListener("keydown", (event) => {
    if (event.key === "Escape") links[current].focus();
  });
  settle(links.findIndex((link) => `#${link.id}` === location.hash));
  first = current;
  if (links[current].id === location.hash.slice(1)) links[current].focus();
})();
