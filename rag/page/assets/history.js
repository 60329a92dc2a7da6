// The conversations that were kept: found, opened, deleted, saved.
function buildHistory(root) {
  const bar = node("div", "fn-talk-bar");
  const toggle = saying("fn-tool", "conversations", () => open(panel.hidden));
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-controls", "fn-history");
  const name = node("p", "fn-talk-name", null, { dir: "auto" });
  const fresh = saying("fn-tool", "new_conversation", () => { open(false); tell("footnote-reopen", ""); });
  const save_ = label(node("select", "fn-select fn-save"), "save_conversation", null, "aria-label");
  for (const key of ["", "text", "markdown", "html"]) {
    const option = said("", key ? `save_${key}` : "save", null, "option");
    option.value = key;
    save_.append(option);
  }
  save_.disabled = true;
  save_.addEventListener("change", async () => {
    const form = save_.value;
    save_.value = "";
    const taken = await call("take", { conversation, form, language: settings.language });
    if (taken.text !== undefined) save(taken.file, taken.text);
    told.replaceChildren(taken.message ? message("", taken.message, "span") : "");
  });
  bar.append(toggle, name, fresh, save_);
  const told = node("div", "fn-told fn-unsaved", null, { role: "status", "aria-live": "polite" });

  const panel = label(node("div", "fn-history", null, { id: "fn-history", role: "region" }), "conversations", null, "aria-label");
  panel.hidden = true;
  const search = label(node("input", "fn-search", null, { type: "search" }), "search_conversations", null, "placeholder");
  label(search, "search_conversations", null, "aria-label");
  const list = node("ul", "fn-talks");
  panel.append(search, list);
  root.prepend(bar, told, panel);

  let ticket = 0;
  async function fill() {
    const mine = ++ticket;
    const view = await call("conversations", { search: search.value });
    if (mine === ticket) draw(view);
  }
  function draw(view) {
    list.replaceChildren(...(view.conversations || []).map(row));
    if (view.message) list.append(message("fn-problem", view.message, "li"));
    else if (!list.children.length) list.append(said("fn-none", search.value ? "no_match" : "no_conversations", null, "li"));
  }
  function row(item) {
    const line = node("li", "fn-talk");
    const pick = button("fn-title", () => { open(false); tell("footnote-reopen", item.id); }, { dir: "auto" });
    pick.textContent = item.name;
    if (item.id === conversation) pick.setAttribute("aria-current", "true");
    const detail = node("p", "fn-detail");
    detail.append(day(node("span"), item.changed), said("", "questions", { n: item.n }, "span"));
    const drop = saying("fn-tool fn-danger", "delete", () => {
      const sure = saying("fn-tool fn-danger fn-strong", "delete_sure", async () => {
        draw(await call("forget", { conversation: item.id, search: search.value }));
        if (item.id === conversation) tell("footnote-reopen", "");
        search.focus();
      });
      drop.replaceWith(sure);
      sure.focus();
      sure.addEventListener("blur", () => sure.replaceWith(drop), { once: true });
    });
    label(drop, "delete_it", { name: item.name }, "aria-label");
    line.append(pick, detail, drop);
    return line;
  }
  function open(wanted) {
    panel.hidden = !wanted;
    toggle.setAttribute("aria-expanded", String(wanted));
    root.classList.toggle("fn-in-history", wanted);
    if (wanted) { fill(); search.focus(); }
  }
  search.addEventListener("input", fill);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { open(false); toggle.focus(); } });
  hear("footnote-ask", () => open(false));
  hear("footnote-summarise-these", () => open(false));
  hear("footnote-conversation", (now) => {
    name.textContent = now.name;
    save_.disabled = !conversation;
    told.replaceChildren();
  });
}
