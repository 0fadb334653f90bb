// How a page looks: asked by tests/browser.py. Every function answers with a list of what is wrong, empty when nothing is.

// The width that the page is laid out for. Not window.innerWidth: on a phone it grows with what stands out.
function width() {
  return document.documentElement.clientWidth;
}

// Words that only those hear who can not see.
function clipped(element) {
  for (let one = element; one; one = one.parentElement) if (getComputedStyle(one).clipPath !== "none") return true;
  return false;
}

function texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const style = getComputedStyle(node.parentElement);
    const hidden = style.display === "none" || style.visibility === "hidden" || style.fontSize === "0px" || clipped(node.parentElement);
    if (node.data.trim() && !hidden) found.push({ node, style, words: node.data.trim().slice(0, 40) });
  }
  return found;
}

function boxes(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
}

// The page is wider than the window.
function sideways() {
  const wide = document.documentElement.scrollWidth;
  if (width() > screen.width) return [`laid out for ${width()} on a screen of ${screen.width}`];
  if (wide <= width()) return [];
  const past = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width() + 1);
  return [`${wide} > ${width()}`, ...past.slice(0, 5).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)];
}

// Words that stand outside of the window, or are cut off by what holds them.
function cut() {
  const wrong = [];
  for (const { node, words } of texts()) {
    for (const box of boxes(node)) {
      if (box.left < -0.5 || box.right > width() + 0.5) wrong.push(`${words}: ${box.left} to ${box.right}`);
    }
    for (let holder = node.parentElement; holder; holder = holder.parentElement) {
      const hides = getComputedStyle(holder).overflow !== "visible" && holder !== document.documentElement && holder !== document.body;
      if (hides && holder.scrollWidth > holder.clientWidth + 1) wrong.push(`${words}: cut by ${holder.tagName}`);
    }
  }
  return wrong;
}

// Words that lie upon others. Boxes are as tall as the font says, so a fifth of them may overlap.
function overlapping() {
  const all = [];
  texts().forEach(({ node, words }, owner) => {
    for (const box of boxes(node)) {
      const spare = box.height * 0.2;
      all.push({ owner, words, left: box.left + 1, right: box.right - 1, top: box.top + spare, bottom: box.bottom - spare });
    }
  });
  all.sort((one, other) => one.top - other.top);
  const wrong = [];
  all.forEach((one, place) => {
    for (let next = place + 1; next < all.length && all[next].top < one.bottom; next++) {
      const other = all[next];
      if (other.left < one.right && one.left < other.right) wrong.push(`${one.words} / ${other.words}`);
    }
  });
  return wrong;
}

// Words in letters smaller than these many pixels.
function small(least = 14) {
  return texts().filter(({ style }) => parseFloat(style.fontSize) < least).map(({ words, style }) => `${style.fontSize} ${words}`);
}

// What can be read without scrolling, in one string.
function first() {
  const seen = texts().filter(({ node }) => boxes(node).some((box) => box.bottom <= window.innerHeight));
  return seen.map(({ node }) => node.data).join(" ").replace(/\s+/g, " ");
}

// Pictures without a text or a size, or wider than the page.
function pictures() {
  const wrong = [];
  for (const one of document.images) {
    const box = one.getBoundingClientRect();
    if (!one.alt || !one.getAttribute("width") || !one.getAttribute("height")) wrong.push(`${one.alt.slice(0, 40)}: no size or no text`);
    if (box.right > width() + 0.5) wrong.push(`${one.alt.slice(0, 40)}: too wide`);
    if (one.complete && one.naturalWidth && Math.abs(box.width / box.height - one.naturalWidth / one.naturalHeight) > 0.02) wrong.push(`${one.alt.slice(0, 40)}: distorted`);
  }
  return wrong;
}

// The contrast of words with what is behind them, where it is too low (WCAG AA).
function faint() {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const wrong = [];
  for (const { node, style, words } of texts()) {
    let behind = node.parentElement;
    while (behind && /rgba\(0, 0, 0, 0\)|transparent/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    if (!behind) { wrong.push(`${words}: nothing behind`); continue; }
    const [above, below] = [light(style.color), light(getComputedStyle(behind).backgroundColor)].sort((one, other) => other - one);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && parseInt(style.fontWeight, 10) >= 700);
    const ratio = (above + 0.05) / (below + 0.05);
    if (ratio < (large ? 3 : 4.5)) wrong.push(`${words}: ${ratio.toFixed(2)}`);
  }
  return wrong;
}
