// Three comforts that no page needs: the light/dark switch, "/" for searching, and buttons that copy addresses.
//
// Loaded in <head> without `defer`, so that a stored choice is set before anything is painted. What it works on:
//   [data-theme-choice="auto"]   buttons of the switch: auto, light, dark; what hides them is taken away
//   #search                      the search box
//   a[data-copy]                 permanent addresses, each of which gets a button
//   data-copy, data-copied, data-selected on <html>: the words of those buttons, before and after
"use strict";

(() => {
  const root = document.documentElement;
  const KEY = "conceptbase-theme";

  function storedTheme() {
    try {
      const choice = localStorage.getItem(KEY);
      return choice === "light" || choice === "dark" ? choice : "auto";
    } catch { // a private window may refuse
      return "auto";
    }
  }

  function showTheme(choice) {
    if (choice === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
      button.closest("[hidden]")?.removeAttribute("hidden");
    }
  }

  function chooseTheme(choice) {
    showTheme(choice);
    try { localStorage.setItem(KEY, choice); } catch { /* then it holds for this page */ }
  }

  function searchOnSlash(event) {
    const search = document.getElementById("search");
    const modified = event.ctrlKey || event.altKey || event.metaKey; // Shift is not: many keyboards need it for "/"
    if (event.key !== "/" || modified || event.isComposing || !search) return;
    if (event.target.isContentEditable || event.target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    search.focus();
    search.select();
  }

  function addCopyButton(link) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.textContent = root.dataset.copy;
    button.setAttribute("aria-label", `${root.dataset.copy} ${link.href}`);
    link.after(button);
  }

  async function copyAddress(button) {
    const link = button.previousElementSibling;
    let said = root.dataset.copied;
    try {
      await navigator.clipboard.writeText(link.href);
    } catch { // refused, or not there where the page came without encryption
      getSelection().selectAllChildren(link);
      said = root.dataset.selected;
    }
    button.textContent = said;
    document.getElementById("copy-status").textContent = said;
    setTimeout(() => { button.textContent = root.dataset.copy; }, 2000);
  }

  function prepareCopying(links) {
    const status = document.createElement("p");
    status.id = "copy-status";
    status.className = "visually-hidden";
    status.setAttribute("role", "status"); // a live region must be there before it speaks
    document.body.append(status);
    // A page may have hundreds of addresses, most of them folded away: each gets its button when it comes near.
    const near = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
        near.unobserve(target);
        addCopyButton(target);
      }
    }, { rootMargin: "50%" });
    links.forEach((link) => near.observe(link));
  }

  showTheme(storedTheme());
  document.addEventListener("DOMContentLoaded", () => {
    showTheme(storedTheme());
    const links = document.querySelectorAll("a[data-copy]");
    if (links.length) prepareCopying(links);
  });
  document.addEventListener("keydown", searchOnSlash);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-theme-choice], .copy-button");
    if (button?.dataset.themeChoice) chooseTheme(button.dataset.themeChoice);
    else if (button) copyAddress(button);
  });
})();
