/* Ctrl+S (on a Mac Cmd+S) saves the form of the page and stays on it. Holding the keys down saves once. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || event.altKey || event.shiftKey || event.ctrlKey === event.metaKey) {
    return;
  }
  const button =
    document.querySelector('input[type="submit"][name="_continue"]') ||
    document.querySelector('input[type="submit"][name="_save"]');
  if (!button) {
    return;
  }
  event.preventDefault();
  if (!event.repeat) {
    button.click();
  }
});
