// A button that prints, shown only where it can.
enhance("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => self.print());
});
