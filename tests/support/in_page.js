// What the tests ask of a page from inside it. Never part of the shop.
globalThis.shopChecks = (() => {
  const say = (element) => {
    const name = element.tagName.toLowerCase();
    const id = element.id ? `#${element.id}` : "";
    const classes = [...element.classList].map((one) => `.${one}`).join("");
    const words = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${name}${id}${classes} "${words}"`;
  };
  const all = () => [...document.body.querySelectorAll("*")];

  // Inside something that scrolls by itself it may be as wide as it likes.
  const scrollsBySelf = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };

  const tooWide = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const guilty = all().filter(
      (element) => element.getBoundingClientRect().right > width + 1 && !scrollsBySelf(element),
    );
    const innermost = guilty.filter((one) => !guilty.some((other) => other !== one && one.contains(other)));
    return [`${document.documentElement.scrollWidth} px wide: ${innermost.slice(0, 3).map(say).join("; ")}`];
  };

  const seconds = (text) => Math.max(...text.split(",").map((part) => parseFloat(part) || 0));
  const moving = () =>
    all()
      .filter((element) => {
        const style = getComputedStyle(element);
        const animated = style.animationName !== "none" && seconds(style.animationDuration) > 0.01;
        return animated || seconds(style.transitionDuration) > 0.01;
      })
      .slice(0, 3)
      .map(say);

  // WCAG 1.4.12: these four, and nothing may be lost.
  const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`;
  const cutOff = () =>
    all().filter((element) => {
      const style = getComputedStyle(element);
      // One pixel is how words for screen readers are hidden from the eye.
      if (element.clientWidth <= 1 || element.clientHeight <= 1 || !element.textContent.trim()) return false;
      const cutsX = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const cutsY = ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      return cutsX || cutsY;
    });
  const clippedWhenSpaced = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SPACED);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const found = [...cutOff().slice(0, 3).map(say), ...tooWide()];
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    return found;
  };

  const outline = () => ({
    title: document.title,
    language: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((one) => Number(one.tagName[1])),
  });

  // Every field that somebody can fill in, or a password manager reads.
  const fields = () =>
    [...document.querySelectorAll("form input, form select, form textarea")]
      .filter((field) => field.type !== "hidden")
      .map((field) => {
        const named = (attribute) => (field.getAttribute(attribute) ?? "").split(" ").filter(Boolean);
        return {
          action: new URL(field.form.action).pathname,
          name: field.name,
          type: field.type,
          autocomplete: field.getAttribute("autocomplete") ?? "",
          inputmode: field.getAttribute("inputmode") ?? "",
          isUnseen: field.hidden,
          label: [...(field.labels ?? [])].map((label) => label.textContent.trim()).join(" "),
          isWrong: field.getAttribute("aria-invalid") === "true",
          describedBy: named("aria-describedby"),
          lost: named("aria-describedby").filter((id) => !document.getElementById(id)),
          around: [...(field.closest(".field, .choice")?.querySelectorAll(".hint[id], .error[id]") ?? [])]
            .map((words) => words.id),
        };
      });
  // Where the forms of a page go; no script adds any.
  const posts = () =>
    [...document.querySelectorAll("form[method=post]")].map((form) => new URL(form.action).pathname);
  const lost = () => {
    const wanted = [...document.querySelectorAll("[aria-labelledby], [aria-describedby], a[href^='#']")]
      .flatMap((one) => [one.getAttribute("aria-labelledby"), one.getAttribute("aria-describedby"),
        one.getAttribute("href")?.replace(/^#/, "")])
      .flatMap((ids) => (ids ?? "").split(" "))
      .filter((id) => id && !id.startsWith("/") && !document.getElementById(id));
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    return [...wanted, ...ids.filter((id, index) => ids.indexOf(id) !== index)];
  };
  const isToldFirst = () => document.activeElement.matches("main [role=alert]");

  const axe = async (options) => {
    const found = await globalThis.axe.run(document, { ...options, resultTypes: ["violations"] });
    return found.violations.map((rule) => {
      const places = rule.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.any[0]?.message ?? ""}`);
      return `${rule.id} (${rule.nodes.length}): ${places.join("; ")}`;
    });
  };

  return { axe, clippedWhenSpaced, fields, isToldFirst, lost, moving, outline, posts, tooWide };
})();
