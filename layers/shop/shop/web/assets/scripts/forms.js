// What is wrong is read out first; a form pressed twice goes once; a password can be looked at.
enhance("main [role=alert]", (told) => {
  told.tabIndex = -1;
  told.focus();
});

const PATIENCE_MILLISECONDS = 8000;
enhance("form[method=post]", (form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) return;
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    // A lost answer must not leave a dead button behind.
    setTimeout(() => again(form), PATIENCE_MILLISECONDS);
  });
});
const again = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled=true]")) {
    button.removeAttribute("aria-disabled");
  }
};
// Coming back by the browser's button shows the page as it was left, buttons included.
addEventListener("pageshow", () => document.querySelectorAll("form").forEach(again));

enhance("input[type=password][data-show]", (input) => {
  const row = document.createElement("div");
  const button = document.createElement("button");
  row.className = "with-button";
  button.type = "button";
  button.className = "button";
  const label = (isShown) => {
    button.textContent = isShown ? input.dataset.hide : input.dataset.show;
    button.setAttribute("aria-label", isShown ? input.dataset.hideLabel : input.dataset.showLabel);
  };
  button.setAttribute("aria-controls", input.id);
  label(false);
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    label(input.type === "text");
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  input.replaceWith(row);
  row.append(input, button);
});
