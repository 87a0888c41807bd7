// A dashboard that speaks the contract of CloudWatch's custom widgets:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard.html
const FORBIDDEN = "script, iframe, use, object, embed, link, meta, base";
const HOUR = 3_600_000;
const element = (id) => document.getElementById(id);
const dashboard = await (await fetch("desk/dashboard.json")).json();

function timeRange() {
  const relativeStart = Number(element("range").value) * HOUR;
  const end = Date.now();
  return { mode: "relative", start: end - relativeStart, end, relativeStart };
}

function typedIn(body) {
  const fields = [...body.querySelectorAll("input, select, textarea")].filter((f) => f.name);
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

function widgetContext(widget) {
  const { width, height } = widget.body.getBoundingClientRect();
  return {
    dashboardName: "shop-local-desk",
    widgetId: widget.id,
    accountId: dashboard.account_id,
    locale: "en",
    timezone: { label: "UTC", offsetISO: "+00:00", offsetInMinutes: 0 },
    period: 300,
    isAutoPeriod: true,
    timeRange: timeRange(),
    theme: element("theme").value,
    linkCharts: true,
    title: widget.title,
    forms: { all: typedIn(widget.body) },
    params: widget.params,
    width: Math.round(width),
    height: Math.round(height),
  };
}

async function invoke(endpoint, event) {
  const reply = await fetch("desk/invoke", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, event }),
  });
  return reply.json();
}

// What CloudWatch takes out of a widget's HTML: whatever could run.
function cleaned(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const found of page.querySelectorAll(FORBIDDEN)) found.remove();
  for (const found of page.querySelectorAll("*")) {
    for (const { name, value } of [...found.attributes]) {
      const runs = name.startsWith("on") || /^\s*(javascript|data):/i.test(value);
      if (runs) found.removeAttribute(name);
    }
  }
  return [...page.head.childNodes, ...page.body.childNodes];
}

function show(target, answer, widget) {
  if (typeof answer === "string") {
    target.replaceChildren(...cleaned(answer));
  } else {
    const plain = document.createElement("pre");
    plain.textContent = answer?.markdown ?? JSON.stringify(answer, null, 2);
    target.replaceChildren(plain);
  }
  for (const action of target.querySelectorAll("cwdb-action")) bind(action, widget);
  for (const form of target.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => event.preventDefault());
  }
}

// An action is what happens at the element right before it.
function bind(action, widget) {
  const trigger = action.previousElementSibling;
  trigger?.addEventListener(action.getAttribute("event") ?? "click", () => carryOut(action, widget));
}

async function carryOut(action, widget) {
  const question = action.getAttribute("confirmation");
  if (question && !(await isConfirmed(question))) return;
  const isPopup = action.getAttribute("display") === "popup";
  if (action.getAttribute("action") !== "call") {
    display(isPopup, action.innerHTML, widget);
    return;
  }
  const event = { ...JSON.parse(action.textContent), widgetContext: widgetContext(widget) };
  widget.body.classList.add("busy");
  try {
    display(isPopup, await invoke(action.getAttribute("endpoint"), event), widget);
  } finally {
    widget.body.classList.remove("busy");
  }
}

function display(isPopup, answer, widget) {
  if (isPopup) {
    show(element("popup").querySelector(".body"), answer, widget);
    element("popup").showModal();
  } else {
    element("popup").close();
    show(widget.body, answer, widget);
    widget.body.scrollTop = 0;
  }
}

function isConfirmed(question) {
  const dialog = element("confirmation");
  dialog.querySelector("p").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((decide) => {
    dialog.onclose = () => decide(dialog.returnValue === "yes");
  });
}

for (const button of document.querySelectorAll("dialog button")) {
  button.addEventListener("click", () => button.closest("dialog").close(button.value));
}

function place({ title, params, width, height }, number) {
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  const body = document.createElement("div");
  section.className = "widget";
  section.style.gridColumn = `span ${width}`;
  section.style.height = `${height * dashboard.row_pixels}px`;
  heading.textContent = title;
  body.className = "body";
  section.append(heading, body);
  element("widgets").append(section);
  return { id: `widget-${number}`, title, params, body };
}

async function refresh(widget) {
  const event = { ...widget.params, widgetContext: widgetContext(widget) };
  show(widget.body, await invoke(dashboard.endpoint, event), widget);
}

async function refreshMetrics() {
  const figures = await (await fetch("desk/metrics.json")).json();
  element("figures").replaceChildren(...figures.map(figure));
  if (!figures.length) element("figures").textContent = "No function has written any yet.";
}

function inWords(kind, total, most) {
  const [told, largest] = [total, most].map((number) => number.toLocaleString("en-GB"));
  if (kind === "measured") return `${told} ms on average, at most ${largest} ms in a minute`;
  if (kind === "found") return `${told} when it was looked up last`;
  return `${told} in all, at most ${largest} a minute`;
}

function figure({ name, kind, tells, total, minutes }) {
  const most = Math.max(...minutes);
  const bars = minutes.map((number, minute) => {
    const height = (44 * number) / (most || 1);
    return `<rect x="${minute * 4}" y="${48 - height}" width="3" height="${height}"></rect>`;
  });
  const shown = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = `${name} `;
  for (const text of [tells, inWords(kind, total, most)]) {
    const small = document.createElement("small");
    small.textContent = text;
    caption.append(small);
  }
  shown.innerHTML = `<svg viewBox="0 0 240 48" preserveAspectRatio="none" role="img">${bars.join("")}</svg>`;
  shown.querySelector("svg").setAttribute("aria-label", name);
  shown.prepend(caption);
  return shown;
}

const widgets = dashboard.widgets.map(place);
function refreshAll() {
  document.documentElement.className = element("theme").value;
  return Promise.all([...widgets.map(refresh), refreshMetrics()]);
}
for (const id of ["range", "theme"]) element(id).addEventListener("change", refreshAll);
element("refresh").addEventListener("click", refreshAll);
await refreshAll();
document.documentElement.dataset.ready = "yes";
