// Suggestions while somebody types into a search field: an editable combobox with list autocomplete, as WAI-ARIA's
// Authoring Practices describe it; without this script a plain field. It works on input[data-suggestions], which names the
// address to ask (concepts/search/results/suggestions.py answers) and has the words to be said: data-label, data-many,
// data-none and data-also (of {name}); the answer itself names the type of each suggestion. data-only names the one type
// that is offered. The event "choose" tells what is chosen; whoever prevents it does something else with it.
"use strict";

(() => {
  function set(element, attributes, ...content) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  }
  const make = (tag, attributes, ...content) => set(document.createElement(tag), attributes, ...content);

  function marked(text, typed) {
    const words = typed.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&").replace(/^(?=\w)/, "\\b"));
    return text.split(RegExp(`(${words.join("|")})`, "iu")).map((piece, at) => (at % 2 ? make("mark", {}, piece) : piece));
  }

  function prepare(field) {
    const words = field.dataset, id = `${field.id}-suggestions`;
    const list = make("ul", { id, class: "suggested", role: "listbox", "aria-label": words.label, hidden: "" });
    const status = make("p", { class: "visually-hidden", role: "status" });
    let options = [], active = -1, timer, request; // active -1: the field itself
    function activate(place) {
      active = place;
      options.forEach((option, at) => set(option, { "aria-selected": at === place }));
      options[place]?.scrollIntoView({ block: "nearest" });
      set(field, { "aria-activedescendant": options[place]?.id ?? "" });
    }

    function show(open) {
      activate(-1);
      list.hidden = !open;
      set(field, { "aria-expanded": open });
    }
    function close() {
      clearTimeout(timer), request?.abort(), show(false);
    }

    function offer(suggestions, typed) {
      options = suggestions.map((one, place) => {
        const names = [["title", one.lang], ["other", one.other_lang], ["called", one.called_lang, words.also]];
        const spans = names.filter(([name]) => one[name]).flatMap(([name, lang, around = "{name} "]) =>
          around.split(/(\{name\})/).map((part, at) => (at % 2
            ? make("span", { class: `suggested-${name}`, lang }, ...marked(one[name], typed)) : part)));
        return make("li", { id: `${id}-${place}`, class: `suggested-${one.type}`, role: "option", "data-address": one.url },
          make("span", {}, ...spans), " ", make("span", { class: "suggested-type" }, one.type_name));
      });
      list.replaceChildren(...options);
      status.textContent = options.length ? `${words.many} ${options.length}` : words.none;
      show(options.length > 0 && document.activeElement === field);
    }

    const choose = (detail) => (field.dispatchEvent(new CustomEvent("choose", { bubbles: true, cancelable: true, detail }))
      ? location.assign(detail.dataset.address) : close());
    function ask(typed) {
      request = new AbortController();
      fetch(`${words.suggestions}?${new URLSearchParams({ q: typed })}`, { signal: request.signal })
        .then(async (answer) => offer((await answer.json()).suggestions.filter(({ type }) => (words.only ?? type) === type), typed))
        .catch(() => {}); // superseded, or no answer: nothing is offered
    }

    function type(event) {
      if (event.isComposing) return; // an input method is at work: what stands there is not meant yet
      close();
      options = [];
      const typed = field.value.trim();
      if (/\p{Script=Han}/u.test(typed) || [...typed].length > 1) timer = setTimeout(ask, 150, typed);
    }

    function press(event) {
      const { key, altKey } = event, count = options.length, down = key === "ArrowDown";
      if (event.isComposing || event.keyCode === 229) return; // 229: Safari, for the Enter that ends a composition
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) activate(-1); // the field moves its caret itself
      if ((down || key === "ArrowUp") && count) {
        const next = down ? (active + 1) % count : (active < 1 ? count : active) - 1;
        if (altKey || list.hidden) show(down || !altKey);
        if (!altKey) activate(next);
      } else if (key === "Escape" && list.hidden) {
        field.value = "";
        type(event);
      } else if (key === "Escape") close();
      else if (key === "Enter" && active >= 0) choose(options[active]);
      else return;
      event.preventDefault();
    }
    // A field of type `search` may have no other role (ARIA in HTML), and Escape would empty it at once.
    set(field, { type: "text", role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": false });
    field.parentElement.append(list, status);
    field.addEventListener("input", type);
    field.addEventListener("compositionend", () => type({}));
    field.addEventListener("keydown", press);
    field.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", ({ target }) => choose(target.closest("li")));
  }
  document.querySelectorAll("input[data-suggestions]").forEach(prepare);
})();
