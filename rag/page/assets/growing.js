// What a model is writing: its sentences appear as they pass, and it can be stopped.
const halts = [];
const grownViews = new WeakMap();
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Looks at a draft until it is finished, and gives the turn; the tab remembers it over a reload.
async function follow(made, draft, pending) {
  const stop = saying("fn-tool fn-stop", "stop", () => {
    stop.disabled = true;
    label(stop, "stopping");
    call("stop", { draft });
  });
  halts.push(stop);
  made.append(stop);
  store(sessionStorage, "draft", JSON.stringify({ draft, pending }));
  const turn = await finished(made, draft);
  halts.splice(halts.indexOf(stop), 1);
  if (JSON.parse(stored(sessionStorage, "draft") || "{}").draft === draft) store(sessionStorage, "draft", "");
  return turn;
}
async function finished(made, draft) {
  let version = 0;
  for (let missed = 0; missed < 10;) {
    const far = await call("growing", { draft, version });
    if (far.turn) return far.turn;
    if (far.gone) return { message: { say: "draft_gone" } };
    missed = far.message ? missed + 1 : 0;
    if (far.message) await pause(1000);
    version = far.version || version;
    if (far.view) grow(made, far.view);
  }
  return { message: { say: "no_server" } };
}
// Only what is new is added: what stands there already is neither moved nor announced again.
function grow(made, view) {
  const waiting = made.querySelector(".fn-wait");
  let text = made.querySelector(".fn-text");
  if (!text) {
    label(waiting, "writing");
    text = node("p", "fn-text", null, { dir: "auto" });
    if (view.lead) waiting.before(node("p", "fn-lead", view.lead, { dir: "auto" }));
    waiting.before(text);
  }
  text.append(...view.statements.slice(text.childElementCount).map(sentence));
  grownViews.set(made, view.statements);
}
// Completes a turn around the sentences that have grown: a footnote that somebody reads stays.
function complete(made, view) {
  const done = drawTurn(view);
  const grown = made.querySelector(".fn-text");
  const whole = done.querySelector(".fn-text");
  const seen = grownViews.get(made) || [];
  const known = (one, at) => JSON.stringify(one) === JSON.stringify(view.statements[at]);
  if (!grown || !whole || !seen.every(known)) { made.replaceWith(done); return done; }
  const left = new Set([...made.children].filter((one) => one !== grown));
  const stopping = made.querySelector(".fn-stop") === document.activeElement;
  grown.append(...[...whole.children].slice(seen.length));
  let place = made.firstChild;
  for (const child of [...done.children]) {
    const same = child === whole ? grown : [...left].find((one) => one.isEqualNode(child));
    left.delete(same);
    if (same) place = same.nextSibling; else made.insertBefore(child, place);
  }
  left.forEach((one) => one.remove());
  made.className = done.className;
  made.dataset.turn = view.turn;
  if (stopping) { made.tabIndex = -1; made.focus({ preventScroll: true }); }
  return made;
}
// Escape stops the model that began last, unless it closes what lies open.
document.addEventListener("keydown", (event) => {
  const halt = halts.filter((one) => one.isConnected).pop();
  const inside = event.target.closest && event.target.closest("#fn-settings, #fn-source, .fn-history, .fn-narrow-panel");
  if (event.key === "Escape" && !inside && preview.hidden && halt) halt.click();
}, true);
