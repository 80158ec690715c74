// Comfort for those with JavaScript: suggestions and recent searches under the box, values of a facet in place, a span of years
// by dragging. Everything works without this file. Nothing typed or searched leaves the browser but the request for suggestions.
(() => {
  "use strict";
  const RECENT = "govdoc.recent", MOST_RECENT = 8, WAIT_MS = 120;
  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const recent = {
    all() {
      try {
        const kept = JSON.parse(localStorage.getItem(RECENT) || "[]");
        return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
      } catch { return []; }
    },
    add(text) {
      const kept = [text, ...this.all().filter((other) => other !== text)].slice(0, MOST_RECENT);
      try { localStorage.setItem(RECENT, JSON.stringify(kept)); } catch { /* storage is full or switched off */ }
    },
    clear() { try { localStorage.removeItem(RECENT); } catch { /* switched off */ } },
  };

  // The ARIA combobox with a list: the focus stays in the field, arrows move the active option, Enter takes it, Escape closes.
  const KINDS = { number: "文号", title: "标题", issuer: "机关", word: "常用", hot: "大家常查", recent: "最近" };
  const combobox = (input) => {
    const id = `${input.id}-list`;
    const list = make("ul", { role: "listbox", id, "aria-label": "检索建议", class: "suggest" });
    const told = make("p", { class: "sr", role: "status" });
    list.hidden = true;
    input.closest("form").classList.add("has-suggest");
    input.after(list, told);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    })) input.setAttribute(key, value);
    let active = -1, waiting = 0, asked = null, typed = input.value;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const close = () => {
      list.hidden = true; active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const move = (to) => {
      const all = options();
      if (!all.length) return;
      active = to >= all.length ? -1 : to;  // before the first and behind the last stands the field itself
      all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
      if (active < 0) { input.removeAttribute("aria-activedescendant"); input.value = typed; return; }
      input.setAttribute("aria-activedescendant", all[active].id);
      input.value = all[active].dataset.text;
      all[active].scrollIntoView({ block: "nearest" });
    };
    const take = (option) => { input.value = option.dataset.text; close(); input.form.requestSubmit(); };
    const marked = (text, part) => {
      const at = part ? text.toLowerCase().indexOf(part.toLowerCase()) : -1;
      if (at < 0) return [text];
      return [text.slice(0, at), make("b", {}, text.slice(at, at + part.length)), text.slice(at + part.length)];
    };
    const show = (found, part) => {
      list.replaceChildren(...found.map(({ text, kind }, place) => {
        const option = make("li", { role: "option", id: `${id}-${place}`, "aria-selected": "false" },
          make("span", { class: "said" }, ...marked(text, part)), make("span", { class: "what" }, KINDS[kind] || ""));
        option.dataset.text = text;
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
        return option;
      }));
      if (found.length && found[0].kind === "recent") {
        const forget = make("button", { type: "button", class: "forget", tabindex: "-1" }, "清除最近检索");
        forget.addEventListener("mousedown", (event) => { event.preventDefault(); recent.clear(); close(); });
        list.append(make("li", { role: "presentation" }, forget));
      }
      active = -1;
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      told.textContent = found.length ? `有 ${found.length} 条建议，按向下键选择` : "";
    };
    const look = async () => {
      typed = input.value;
      const text = typed.trim();
      const own = text ? [] : recent.all().map((one) => ({ text: one, kind: "recent" }));
      if (own.length) show(own, "");
      asked?.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text.slice(0, 100))}`, { signal: asked.signal });
        if (answer.ok && document.activeElement === input) show([...own, ...(await answer.json()).suggestions], text);
      } catch { /* a newer request took over, or there is no network: the box still works */ }
    };
    input.addEventListener("input", (event) => {
      if (event.isComposing) return;  // pinyin under way: what stands in the field is not yet what is meant
      clearTimeout(waiting);
      waiting = setTimeout(look, WAIT_MS);
    });
    input.addEventListener("compositionend", () => { clearTimeout(waiting); waiting = setTimeout(look, WAIT_MS); });
    input.addEventListener("click", () => { if (list.hidden && !input.value) look(); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) look();
        else move(event.key === "ArrowDown" ? active + 1 : active < 0 ? options().length - 1 : active - 1);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); input.value = typed; close();
      } else if (event.key === "Enter") {
        clearTimeout(waiting); asked?.abort();
        if (active >= 0) { event.preventDefault(); take(options()[active]); }
      }
    });
    input.form.addEventListener("submit", () => { const text = input.value.trim(); if (text) recent.add(text); });
  };

  // Hold and drag over the years: the span goes into the two fields of the form below, which is sent.
  const years = (drawing) => {
    const bars = [...drawing.querySelectorAll("a[data-year]")];
    const form = drawing.parentElement.querySelector("form.span");
    const hint = drawing.parentElement.querySelector(".comfort");
    if (hint) hint.hidden = false;
    let from = -1, to = -1;
    const place = (event) => {
      const box = drawing.getBoundingClientRect();
      const at = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
      return Math.min(bars.length - 1, Math.max(0, at));
    };
    const span = () => [Math.min(from, to), Math.max(from, to)];
    const paint = () => {
      const [low, high] = span();
      bars.forEach((bar, at) => bar.classList.toggle("held", from >= 0 && at >= low && at <= high));
    };
    drawing.addEventListener("dragstart", (event) => event.preventDefault());
    drawing.addEventListener("pointerdown", (event) => { if (event.button === 0) { from = to = place(event); paint(); } });
    window.addEventListener("pointermove", (event) => { if (from >= 0) { to = place(event); paint(); } });
    window.addEventListener("pointerup", () => {
      if (from < 0) return;
      const [low, high] = span();
      if (low !== high) {
        form.elements.year_from.value = bars[low].dataset.year;
        form.elements.year_to.value = bars[high].dataset.year;
        drawing.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
        form.requestSubmit();
      }
      from = to = -1;
      paint();
    });
    window.addEventListener("pointercancel", () => { from = to = -1; paint(); });
  };

  // The rest of a facet's values, fetched when first asked for and sifted while typing.
  const more = (details) => details.addEventListener("toggle", async () => {
    if (!details.open || details.dataset.done) return;
    details.dataset.done = "yes";
    const answer = await fetch(details.dataset.every).catch(() => null);
    if (!answer || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const apply = page.querySelector("form[action='/search']");
    if (!apply) return;
    const box = details.querySelector("input[name=find]");
    const rows = [...apply.querySelectorAll(".values li")];
    const told = make("p", { class: "hint", role: "status" });
    const sift = () => {
      const wanted = box.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      told.textContent = wanted ? `有 ${rows.filter((row) => !row.hidden).length} 个` : "";
    };
    box.addEventListener("input", sift);
    details.querySelector("form").append(told);
    details.querySelector("form").after(document.importNode(apply, true));
    rows.splice(0, rows.length, ...details.querySelectorAll(".values li"));
    sift();
  });

  document.querySelectorAll("input[data-suggest]").forEach(combobox);
  document.querySelectorAll("svg[data-years]").forEach(years);
  document.querySelectorAll("details[data-every]").forEach(more);
})();
