// What a person who reads, listens, or types would stumble over on a page of views; a list of sentences.
() => {
  const found = new Set();
  const name = e => {
    const cell = e.closest('[data-cell]');
    return `${cell ? cell.dataset.cell : 'page'}: <${e.localName} class="${e.getAttribute('class') ?? ''}">`;
  };
  const say = (e, what) => found.add(`${name(e)} ${what}`);
  const seen = e => e.checkVisibility({ visibilityProperty: true });
  const parse = text => {
    const numbers = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    if (text.startsWith('color(srgb')) return [numbers[0] * 255, numbers[1] * 255, numbers[2] * 255, numbers[3] ?? 1];
    return text.startsWith('rgb') ? [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1] : null;
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const paper = e => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color && color[3] > 0) { layers.push(color); if (color[3] === 1) break; }
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const light = color => {
    const [r, g, b] = color.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ink = (e, property, part) => {
    const color = parse(getComputedStyle(e)[property]);
    if (!color) return null;
    let alpha = color[3] * (part ? Number(getComputedStyle(e)[part]) : 1);
    for (let at = e; at; at = at.parentElement) alpha *= Number(getComputedStyle(at).opacity);
    return over([color[0], color[1], color[2], alpha], paper(e));
  };

  if (document.scrollingElement.scrollWidth > innerWidth + 1) found.add(`the page is ${document.scrollingElement.scrollWidth} wide at ${innerWidth}`);
  for (const view of document.querySelectorAll('section.cppo')) {
    if (!(view.getAttribute('aria-label') ?? '').trim()) say(view, 'has no label');
    const edge = view.getBoundingClientRect();
    for (const e of view.querySelectorAll('*')) {
      if (e.localName === 'style' || !seen(e)) continue;
      if (e.id) say(e, 'has an id');
      for (const part of ['::before', '::after']) {
        // Numbers of lines and of an axis may be the sheet's: a list counts itself, and the tables say the numbers.
        if (/\p{L}/u.test((getComputedStyle(e, part).content.match(/"([^"]*)"/g) ?? []).join('').replace(/\\a/gi, ''))) say(e, 'has words that only the sheet knows');
      }
      const style = getComputedStyle(e);
      if (Number(style.order) !== 0 || /reverse/.test(style.flexDirection)) say(e, 'stands elsewhere than in the text');

      const scrolls = e.closest('.cppo-scroll');
      const box = e.getBoundingClientRect();
      if ((!scrolls || scrolls === e) && box.width > 0 && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
        say(e, `sticks out: ${Math.round(box.left - edge.left)} to ${Math.round(box.right - edge.left)} of ${Math.round(edge.width)}`);
      }
      if (/auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1) {
        if (e.tabIndex < 0) say(e, 'scrolls and takes no focus');
        if (!e.querySelector('table')) say(e, 'scrolls without being a table');
      }

      if (e.localName === 'table') {
        if (!(e.caption?.innerText ?? '').trim()) say(e, 'has no caption');
        for (const head of e.querySelectorAll('th')) if (!head.scope) say(head, 'has no scope');
      }
      if (e.localName === 'img' && !(e.hasAttribute('alt') && e.hasAttribute('width') && e.hasAttribute('height'))) say(e, 'lacks alt or size');
      if (e.localName === 'svg' && !e.closest('[aria-hidden=true]') && !(e.getAttribute('aria-label') ?? '').trim()) say(e, 'has no sentence');

      const text = [...e.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (text) {
        const scale = e.ownerSVGElement ? e.ownerSVGElement.getScreenCTM().a : 1;
        const size = parseFloat(style.fontSize) * scale;
        const legend = e.closest('.cppo-key, .cppo-swatch') && edge.width < 340;
        if (size < (legend ? 10 : 10.99)) say(e, `is ${size.toFixed(1)} px`);
        const color = ink(e, e.ownerSVGElement ? 'fill' : 'color', e.ownerSVGElement ? 'fillOpacity' : null);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ratio = color ? contrast(color, paper(e)) : 0;
        if (ratio < (large ? 3 : 4.5)) say(e, `has contrast ${ratio.toFixed(2)}: "${e.textContent.trim().slice(0, 20)}"`);
      }
      // A raw series stands faint behind its own mean, which is drawn in full.
      if (e.localName === 'polyline' && !e.classList.contains('cppo-raw') && style.stroke !== 'none') {
        const ratio = contrast(ink(e, 'stroke', 'strokeOpacity'), paper(e));
        if (ratio < 3) say(e, `draws with contrast ${ratio.toFixed(2)}`);
      }
    }
  }
  return [...found];
}
