// Forms of a live region are answered in place: of the page that would have come without this, only
// the regions that `data-live` names are put in. Whatever goes wrong, the form is sent as ever.
const LIVE = "[data-live] form[action^='/cart/'], form[data-live]";
const said = document.getElementById("said");
let newest = 0;
let queue = Promise.resolve();

const ask = async ({ isPost, action, fields }) => {
  const answer = await fetch(isPost ? action : `${action}?${fields}`, {
    method: isPost ? "POST" : "GET",
    body: isPost ? fields : undefined,
    headers: { accept: "text/html" },
  });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// What was typed or chosen meanwhile, and the place of the keyboard, outlive the exchange.
const exchange = (old, fresh, { fields }) => {
  const sent = fields.get("sku");
  for (const input of old.querySelectorAll("input[type=number], input[type=radio]:checked")) {
    const twin = fresh.querySelector(`[id="${input.id}"]`);
    if (!twin) continue;
    if (input.type === "radio") twin.checked = true;
    else if (input.value !== input.defaultValue && input.id !== `quantity-${sent}`) twin.value = input.value;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.id : null;
  old.replaceWith(fresh);
  if (focused !== null) (document.getElementById(focused) ?? document.getElementById("main")).focus();
};

const answer = async (asked) => {
  if (asked.turn !== newest && !asked.isPost) return;
  const page = await ask(asked);
  if (asked.turn !== newest) return;
  const pairs = asked.regions.map((name) => [document.querySelector(name), page.querySelector(name)]);
  if (pairs.flat().includes(null)) throw new Error("another page");
  for (const [old, fresh] of pairs) exchange(old, fresh, asked);
  const summary = document.querySelector(".error-summary");
  summary?.focus();
  if (said) said.textContent = summary ? "" : pairs.at(-1)[1].dataset.said ?? "";
  const units = page.querySelector("[data-cart] .count")?.dataset.units;
  if (units !== undefined) document.dispatchEvent(new CustomEvent("cart-units", { detail: units }));
};

if (document.querySelector("[data-live]")) {
  document.documentElement.classList.add("live");
  // Before the listeners of the forms themselves, which see that it is taken care of.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(LIVE)) return;
    event.preventDefault();
    const asked = {
      isPost: form.method === "post",
      action: form.getAttribute("action"),
      fields: new URLSearchParams(new FormData(form)),
      regions: form.closest("[data-live]").dataset.live.split(" "),
      turn: ++newest,
    };
    // One after the other: the last quantity asked for is the one that stays.
    queue = queue.then(() => answer(asked)).catch(() => form.submit());
  }, true);
  document.addEventListener("change", ({ target }) => {
    if (target.form?.matches(LIVE) && target.matches("[type=number], select")) target.form.requestSubmit();
    // The prices of delivery follow the country that is typed into the address.
    const chooser = document.querySelector("form[data-live] #country");
    if (chooser && /_address\.country$/.test(target.id ?? "")) {
      const of = (kind) => document.getElementById(`${kind}_address.country`).value;
      const country = of("shipping") || of("billing");
      if (country === chooser.value || ![...chooser.options].some(({ value }) => value === country)) return;
      chooser.value = country;
      chooser.form.requestSubmit();
    }
  });
}
