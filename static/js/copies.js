// Buttons that copy what a page offers to be copied.
//
// What it works on:
//   [data-copied]                     a text that is copied as it stands; the last heading before it gets the button
//   [data-copied="ID"]                a table, copied as HTML too; its cells, for programs without HTML, are the text of #ID
//   data-copy, data-copied, data-selected on <html>: the words of the buttons, before and after
"use strict";

(() => {
  const words = document.documentElement.dataset;

  function heading(shown) {
    let before = (shown.closest("details") ?? shown).previousElementSibling;
    while (before && !/^H[23]$/.test(before.tagName)) before = before.previousElementSibling;
    return before;
  }

  // Without our classes, and with lines between the cells: programs that take it up have no style sheet of ours.
  function asHtml(shown) {
    const copy = shown.cloneNode(true);
    for (const element of copy.querySelectorAll("[class]")) element.removeAttribute("class");
    copy.querySelector("table")?.setAttribute("border", "1");
    return copy.innerHTML.trim();
  }

  async function copy(shown) {
    const plain = document.getElementById(shown.dataset.copied) ?? shown;
    const text = plain.textContent.trim();
    const parts = { "text/plain": new Blob([text], { type: "text/plain" }) };
    if (shown.tagName !== "PRE") parts["text/html"] = new Blob([asHtml(shown)], { type: "text/html" });
    await navigator.clipboard.write([new ClipboardItem(parts)]);
  }

  function select(shown) {
    shown.closest("details")?.setAttribute("open", "");
    getSelection().selectAllChildren(shown);
  }

  function addButton(shown) {
    const title = heading(shown);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-text-button";
    button.textContent = words.copy;
    button.setAttribute("aria-label", `${words.copy} ${title.textContent}`);
    title.classList.add("with-button");
    title.after(button);
    button.addEventListener("click", async () => {
      let said = words.copied;
      try {
        await copy(shown);
      } catch { // refused, or not there where the page came without encryption
        select(shown);
        said = words.selected;
      }
      button.textContent = said;
      const status = document.getElementById("copy-status");
      if (status) status.textContent = said;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
  }

  document.querySelectorAll("main [data-copied]").forEach(addButton);
})();
