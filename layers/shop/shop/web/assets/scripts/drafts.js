// Drafts of long forms, kept in the tab until they are sent; never passwords, nothing unseen.
const SENT = "draft-sent";
const KINDS = new Set(["text", "email", "textarea", "select-one"]);
const keptIn = (form) => [...form.elements].filter(
  (field) => KINDS.has(field.type) && field.name && field.autocomplete !== "off" && !field.hidden,
);
const refused = document.querySelector(".error-summary, .error-page") !== null;
// Coming back or loading again does not tell whether what was sent has arrived.
const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const sent = tab.get(SENT);
if (sent && isNew && !refused) tab.remove(sent);
tab.remove(SENT);

enhance("form[data-draft]", (form) => {
  const name = `draft-${form.dataset.draft}`;
  const fields = keptIn(form);
  const draft = JSON.parse(tab.get(name) ?? "{}");
  const filled = refused ? [] : fields.filter((field) => !field.value && draft[field.name]);
  for (const field of filled) field.value = draft[field.name];
  if (filled.length > 0) tell(form, name, filled);
  form.addEventListener("input", () => {
    const typed = fields.map((field) => [field.name, field.value]);
    tab.set(name, JSON.stringify(Object.fromEntries(typed)));
  });
});
enhance("form[data-draft-ends]", (form) => {
  const ended = form.dataset.draftEnds || form.dataset.draft;
  form.addEventListener("submit", () => tab.set(SENT, `draft-${ended}`));
});

function tell(form, name, filled) {
  const told = document.createElement("p");
  const button = document.createElement("button");
  told.className = "hint";
  button.type = "button";
  button.className = "button link";
  button.textContent = form.dataset.draftDrop;
  button.addEventListener("click", () => {
    for (const field of filled) field.value = "";
    tab.remove(name);
    told.remove();
    filled[0].focus();
  });
  told.append(form.dataset.draftWords, " ", button);
  form.prepend(told);
}
