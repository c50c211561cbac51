// Marking a text: what is selected in it opens the panel, which the server makes; nothing is decided here.
//
//   [data-text]   the text; [data-from] its pieces, with the place where each begins
//   [data-panel]  the form beside it, whose inside is asked for with what is selected and what was typed
//   [data-open]   the button for a selection by touch or keyboard
"use strict";

(() => {
  const text = document.querySelector("[data-text]");
  const form = document.querySelector("[data-panel]");
  const button = document.querySelector("[data-open]");
  if (!form) return;
  const pieces = [...text.querySelectorAll("[data-from]")];
  const read = () => JSON.stringify([...new FormData(form)]);
  let opened = read(), request;

  // The place of a point in code points, as the server counts: before, in or behind the piece.
  function placeOf(piece, node, offset) {
    const range = document.createRange();
    range.selectNodeContents(piece);
    const side = range.comparePoint(node, offset);
    if (side === 0) range.setEnd(node, offset);
    return Number(piece.dataset.from) + (side < 0 ? 0 : [...range.toString()].length);
  }

  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const inside = pieces.filter((piece) => range.intersectsNode(piece));
    if (!inside.length || !text.contains(range.commonAncestorContainer)) return null;
    return {
      from: placeOf(inside[0], range.startContainer, range.startOffset),
      to: placeOf(inside.at(-1), range.endContainer, range.endOffset),
      words: selection.toString(),
    };
  }

  // What cannot be asked for here (the session has ended, the server is away) is sent as the page itself would be.
  function sendAsPage(values) {
    for (const [name, value] of Object.entries(values)) {
      form.querySelector(`[name="${name}"]`)?.remove();
      form.append(Object.assign(document.createElement("textarea"), { name, value, hidden: true }));
    }
    form.requestSubmit();
  }

  // Of two questions the later one counts; what is typed while an answer is under way is asked for with the next.
  async function open(sent) {
    request?.abort();
    const { signal } = (request = new AbortController()), before = read();
    const isTyped = form.querySelector("[data-changed]") || read() !== opened;
    const data = isTyped || !sent.words ? new FormData(form) : new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries({ ...sent, _open: "1", part: "panel" })) data.set(name, value);
    const answer = await fetch(form.action, { method: "POST", body: data, signal }).catch(() => null);
    const panel = answer?.ok && !answer.redirected ? await answer.text().catch(() => null) : null;
    if (signal.aborted) return;
    if (panel === null) {
      sendAsPage({ ...sent, _open: "1" });
      return;
    }
    if (read() !== before) {
      open(sent);
      return;
    }
    form.innerHTML = panel;
    opened = read();
    form.dispatchEvent(new Event("form:opened", { bubbles: true }));
    form.querySelector("textarea:not([hidden]), .places a, input[type=radio]")?.focus({ preventScroll: true });
    form.closest("section").scrollIntoView({ block: "nearest" });
  }

  function openSelection() {
    const sent = selected();
    if (!sent) return;
    CSS.highlights?.set("selected", new Highlight(getSelection().getRangeAt(0).cloneRange()));
    open(sent);
  }

  document.addEventListener("selectionchange", () => {
    button.hidden = !selected();
  });
  text.addEventListener("pointerup", (event) => {
    if (event.pointerType === "mouse") setTimeout(openSelection); // the selection is settled after the event
  });
  text.addEventListener("sentences:chosen", openSelection);
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", openSelection);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.name !== "find") return;
    if (event.isComposing || event.keyCode === 229) return; // Enter ends the words of an input method (229: in Safari)
    event.preventDefault();
    open({});
  });
  form.addEventListener("click", (event) => {
    if (!event.target.matches("[data-ask]")) return;
    event.preventDefault();
    open({ [event.target.name]: event.target.value });
  });
})();
