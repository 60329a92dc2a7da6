// Shared by the parts: nodes are built here, and text goes in as text only.
const node = (tag, name, text, attributes) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined && text !== null) made.textContent = text;
  for (const key in attributes || {}) made.setAttribute(key, attributes[key]);
  return made;
};
const button = (name, text, action, attributes) => {
  const made = node("button", name, text, { type: "button", ...attributes });
  made.addEventListener("click", action);
  return made;
};
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const hear = (name, action) => document.addEventListener(name, (event) => action(event.detail));
const openPlace = (place, from) => tell("footnote-open", { place, from });
const onValue = (action) => {
  const draw = () => { if (props.value) action(props.value); };
  watch("value", draw);
  draw();
};
