// A number's evidence as a note: a press on `a.count` fetches the part of a page to which it leads and shows it here.
//
// Without this script, or where the part cannot be had, the link leads there as any other. Words come from <html>:
// data-close, data-whole-page, data-loading. The note that stands open is kept in the state of the history entry, so
// that it is open again when somebody comes back from a quotation.
"use strict";

(() => {
  const words = document.documentElement.dataset;
  const dialog = document.createElement("dialog");
  let opener = null, pressed = 0;

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...content);
    return element;
  }

  // The part with its links as they are on its own page, and without ids, which may stand on this page too.
  function prepared(part, address) {
    for (const link of part.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), address).href;
    for (const fold of part.querySelectorAll("details")) fold.open = true;
    for (const element of [part, ...part.querySelectorAll("[id], [aria-labelledby], [aria-describedby]")]) {
      for (const name of ["id", "aria-labelledby", "aria-describedby"]) element.removeAttribute(name);
    }
    return [...part.childNodes];
  }

  async function load(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.getElementById(decodeURIComponent(address.hash.slice(1)));
    const title = part?.querySelector(".statement-text, .contrast-text") ?? page.querySelector("h1");
    if (!part || !title) throw new Error("no such part");
    return { title, part };
  }

  function fill({ title, part }, address) {
    const head = make("h2", "note-text", ...title.cloneNode(true).childNodes);
    head.id = "note-title";
    const close = make("button", "note-close", words.close);
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    const way = make("a", "step", words.wholePage);
    way.href = address.href;
    if (part.contains(title)) title.remove();
    const content = make("div", "note-content", ...prepared(part, address));
    dialog.replaceChildren(make("div", "note-head", head, close), content, make("p", "note-way", way));
  }

  function keep(address) {
    history.replaceState({ ...history.state, note: address }, "");
  }

  async function open(link) {
    const address = new URL(link.href), mine = ++pressed;
    link.setAttribute("aria-busy", "true");
    try {
      const found = await load(address);
      if (mine !== pressed) return; // another number was pressed in the meantime
      fill(found, address);
      opener = link;
      if (!dialog.open) dialog.showModal();
      dialog.scrollTop = 0;
      keep(link.getAttribute("href"));
    } catch {
      if (mine === pressed) location.assign(address);
    } finally {
      link.removeAttribute("aria-busy");
    }
  }

  dialog.className = "note";
  dialog.setAttribute("aria-labelledby", "note-title");
  dialog.setAttribute("closedby", "any"); // a press beside it closes it, as Escape does
  dialog.addEventListener("close", () => {
    keep(null);
    opener?.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.count");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link?.hash || !plain || event.defaultPrevented || link.pathname === location.pathname) return;
    event.preventDefault();
    open(link);
  });
  const left = history.state?.note;
  if (left) [...document.querySelectorAll("a.count")].some((link) => link.getAttribute("href") === left && !void open(link));
})();
