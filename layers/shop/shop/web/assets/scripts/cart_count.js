// How many units are in the cart, beside the link to it. Pages that read the cart show it by
// themselves; the tab remembers it for the others, so that none of them asks the shop for it.
const KEPT = "cart-units";
const link = document.querySelector("[data-cart]");
const peers = "BroadcastChannel" in self ? new BroadcastChannel(KEPT) : null;

const known = () => link.querySelector(".count")?.dataset.units ?? null;

const show = (units) => {
  link.querySelector(".count")?.remove();
  if (!(units > 0)) return;
  const count = document.createElement("span");
  const words = document.createElement("span");
  count.className = "count";
  count.dataset.units = units;
  count.append(String(units), words);
  words.className = "hidden";
  words.textContent = link.dataset[units === "1" ? "one" : "many"];
  link.append(count);
};

const keep = (units) => {
  if (units === null) tab.remove(KEPT);
  else tab.set(KEPT, units);
};

if (link) {
  const told = link.dataset.units ?? known();
  if (told === null || told === "") {
    const kept = tab.get(KEPT);
    if (kept === null) peers?.postMessage("?");
    else show(kept);
  } else {
    keep(told);
    peers?.postMessage(told);
  }
  // An order, a login or a logout changes the cart: what was known of it is known no longer.
  enhance("form[method=post]", (form) => {
    if (/^\/(orders|login|logout|account\/erase)/.test(new URL(form.action).pathname)) {
      form.addEventListener("submit", () => keep(null));
    }
  });
  // Other parts tell with it what the cart holds now.
  document.addEventListener("cart-units", (event) => {
    const units = String(event.detail);
    keep(units);
    show(units);
    peers?.postMessage(units);
  });
  peers?.addEventListener("message", ({ data }) => {
    const kept = tab.get(KEPT);
    if (data === "?") {
      if (kept !== null) peers.postMessage(kept);
    } else {
      keep(data);
      show(data);
    }
  });
}
