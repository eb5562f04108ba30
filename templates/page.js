// Reports of lrplot: theme, contents, search, saving, read-out, hiding, zoom.
// Without it the page loses nothing but these. All words come from #lrplot-words.
(() => {
  'use strict';

  const root = document.documentElement;
  const all = (selector, at = document) => [...at.querySelectorAll(selector)];
  const attempt = f => { try { return f(); } catch { return undefined; } };
  const on = (target, types, f, options) => types.split(' ').forEach(type =>
    target.addEventListener(type, event => attempt(() => f(event)), options));
  const json = text => attempt(() => JSON.parse(text));
  const words = json(document.getElementById('lrplot-words')?.textContent) || {};
  const word = key => words[key] ?? '';
  const fill = (e, attributes, children) => {
    for (const [k, v] of Object.entries(attributes)) if (v != null) e.setAttribute(k, v);
    e.append(...children);
    return e;
  };
  const html = (name, attributes = {}, ...children) =>
    fill(document.createElement(name), attributes, children);
  const NS = 'http://www.w3.org/2000/svg';
  const svg = (name, attributes = {}, ...children) =>
    fill(document.createElementNS(NS, name), attributes, children);
  const button = (label, f, attributes = {}) => {
    const b = html('button', { type: 'button', ...attributes }, label);
    on(b, 'click', f);
    return b;
  };
  const clean = e => e.textContent.trim().replace(/\s+/g, ' ');
  const number = text => (text === '' ? NaN : Number(text.replace('\u2212', '-')));
  const short = v => Math.round(v * 100) / 100;
  // A number of a table with six digits, like %.6g; whole ones as they are.
  const six = text => {
    const v = number(text);
    if (text === '' || !Number.isFinite(v) || /^-?\d+$/.test(text)) return text;
    const trim = digits => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits);
    const [m, e] = v.toExponential(5).split('e');
    return v === 0 || (e >= -4 && e < 6) ? trim(v.toPrecision(6)) : `${trim(m)}e${e[0]}${e.slice(1).padStart(2, '0')}`;
  };

  // Theme

  function theme() {
    const group = document.querySelector('.switch');
    const buttons = all('button', group);
    const show = name => {
      if (name === 'auto') delete root.dataset.theme;
      else root.dataset.theme = name;
      for (const b of buttons) b.setAttribute('aria-pressed', b.dataset.theme === name);
    };
    const kept = attempt(() => localStorage.getItem('lrplot-theme'));
    show(['light', 'dark'].includes(kept) ? kept : 'auto');
    for (const b of buttons) {
      on(b, 'click', () => {
        show(b.dataset.theme);
        localStorage.setItem('lrplot-theme', b.dataset.theme);
      });
    }
    group.hidden = false;
  }

  // Contents: marks the section being read; folded on narrow screens.

  function contents() {
    const nav = document.querySelector('nav.contents');
    const fold = nav.querySelector('details');
    const wide = matchMedia('(width >= 70rem)');
    fold.open = wide.matches;
    on(wide, 'change', () => { fold.open = wide.matches; });
    const pairs = all('a[href^="#"]', nav)
      .map(a => [target(a.hash), a]).filter(([section]) => section);
    const seen = new Set();
    const watch = new IntersectionObserver(entries => attempt(() => {
      for (const e of entries) seen[e.isIntersecting ? 'add' : 'delete'](e.target);
      const now = pairs.filter(([section]) => seen.has(section)).pop()?.[1];
      if (!now) return;
      for (const [, a] of pairs) if (a !== now) a.removeAttribute('aria-current');
      now.setAttribute('aria-current', 'true');
      const box = nav.getBoundingClientRect(), at = now.getBoundingClientRect();
      if (at.top < box.top) nav.scrollTop += at.top - box.top - 20;
      if (at.bottom > box.bottom) nav.scrollTop += at.bottom - box.bottom + 20;
    }), { rootMargin: '0px 0px -66% 0px' });
    pairs.forEach(([section]) => watch.observe(section));
  }

  function target(hash) {
    return hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  }

  // Opens what holds the element that the address names.
  function reveal() {
    const e = target(location.hash);
    if (!e) return;
    const hidden = e.closest('[hidden]');
    if (hidden) document.dispatchEvent(new Event('unfilter'));
    for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
    if (hidden || e.closest('details')) e.scrollIntoView();
  }

  // Search in the galleries of the page

  function search(line) {
    const input = line.querySelector('input'), output = line.querySelector('output');
    const cards = all('[data-search] > *').map(card => [card,
      all('h1,h2,h3,h4,h5,p,pre,figcaption,svg > title', card).map(clean).join(' ').toLowerCase()]);
    const filter = () => {
      const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const [card, text] of cards) {
        card.hidden = !parts.every(part => text.includes(part));
        if (!card.hidden) count++;
      }
      // What holds no card that was found gives way.
      for (const section of all('main section')) {
        section.hidden = parts.length > 0 && !section.querySelector('[data-search] > :not([hidden])');
      }
      const found = count ? `${count} ${word(count === 1 ? 'match' : 'matches')}` : word('nothing');
      output.textContent = parts.length ? found : '';
      output.classList.toggle('none', !count);
    };
    const clear = () => { input.value = ''; filter(); };
    on(input, 'input', filter);
    on(input, 'keydown', e => { if (e.key === 'Escape') clear(); });
    on(document, 'unfilter', clear);
    line.hidden = false;
    filter();
  }

  // Copying and saving

  async function copy(text, b) {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = html('textarea', { class: 'unseen' });
      area.value = text;
      document.body.append(area);
      area.select();
      attempt(() => document.execCommand('copy'));
      area.remove();
      b.focus();
    }
    b.textContent = word('copied');
    setTimeout(() => { b.textContent = word('copy'); }, 1500);
  }

  function copyable(pre) {
    const box = html('div', { class: 'copyable' });
    pre.replaceWith(box);
    const b = button(word('copy'), () => copy(pre.textContent.replace(/\n$/, ''), b),
      { 'aria-live': 'polite' });
    box.append(pre, b);
    scrolls(pre);
  }

  // What scrolls sideways can be reached by keys, and fades where there is more.
  function scrolls(box, label) {
    const look = () => {
      const more = box.scrollWidth - box.clientWidth, at = Math.abs(box.scrollLeft);
      const is = { wide: more > 1, before: more > 1 && at > 1, after: more > 1 && at < more - 1 };
      for (const [name, value] of Object.entries(is)) box.classList.toggle(name, value);
      const own = { tabindex: 0, ...(label && { role: 'region', 'aria-label': label }) };
      if (is.wide) fill(box, own, []);
      else for (const name of Object.keys(own)) box.removeAttribute(name);
    };
    on(box, 'scroll', look, { passive: true });
    const watch = new ResizeObserver(() => attempt(look));
    [box, ...box.children].forEach(e => watch.observe(e));
  }

  // A figure gets no narrower than its letters allow, nor wider than it was drawn.
  function fit(pan) {
    const chart = pan.querySelector('svg');
    if (chart) {
      const letters = all('text', chart).map(t => parseFloat(t.closest('[font-size]')?.getAttribute('font-size')));
      const { width } = chart.viewBox.baseVal, asked = Number(chart.getAttribute('width'));
      const least = Math.ceil(width * 8.5 / Math.min(...letters.filter(v => v > 0)));
      pan.style.setProperty('--least', `${asked < width ? Math.min(least, asked) : least}px`);
    }
    scrolls(pan, (chart && clean(chart.querySelector('title'))) || pan.querySelector('img')?.alt || 'lrplot');
  }

  function save(blob, name) {
    const a = html('a', { href: URL.createObjectURL(blob), download: name });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  }

  const hex = color => color.replace(/^rgb\((\d+), (\d+), (\d+)\)$/, (_, ...c) =>
    '#' + c.slice(0, 3).map(v => (+v).toString(16).padStart(2, '0')).join(''));

  // The chart as a file of its own: classes become the colours seen now.
  function standalone(chart) {
    const copied = chart.cloneNode(true);
    const now = all('*', chart), gone = [];
    all('*', copied).forEach((e, i) => {
      const was = now[i], style = getComputedStyle(was);
      if (was.matches('.hit, .ruler, .dot, .band, .tip, .away, .off[data-series]')) gone.push(e);
      if (was.classList.length) {
        const outer = getComputedStyle(was.parentNode);
        for (const p of ['fill', 'stroke', 'stop-color']) {
          if (style[p] !== outer[p] || e.hasAttribute(p)) e.setAttribute(p, hex(style[p]));
        }
        if (style.opacity !== '1') e.setAttribute('opacity', style.opacity);
      }
      const extra = was.matches('[data-label]') ? ['role', 'tabindex', 'aria-pressed', 'aria-label'] : [];
      for (const a of ['class', ...extra]) e.removeAttribute(a);
    });
    gone.forEach(e => e.remove());
    for (const a of ['class', 'tabindex', 'data-plots']) copied.removeAttribute(a);
    const { width, height } = chart.viewBox.baseVal;
    fill(copied, { xmlns: NS, width, height, role: 'img' }, []);
    // A chart without a ground of its own gets the page's.
    const first = attempt(() => all('path, rect, text', chart).find(e => !e.closest('defs')).getBBox());
    if (!first || first.width < width || first.height < height) {
      const ground = getComputedStyle(chart).getPropertyValue('background-color');
      copied.querySelector('desc, title')?.after(svg('rect', { width, height, fill: hex(ground) }));
    }
    return new XMLSerializer().serializeToString(copied);
  }

  function savePNG(chart, name) {
    const { width, height } = chart.viewBox.baseVal;
    const url = URL.createObjectURL(new Blob([standalone(chart)], { type: 'image/svg+xml' }));
    const image = new Image();
    on(image, 'load', () => {
      const canvas = html('canvas', { width: 2 * width, height: 2 * height });
      canvas.getContext('2d').drawImage(image, 0, 0, 2 * width, 2 * height);
      canvas.toBlob(blob => blob && save(blob, name));
      URL.revokeObjectURL(url);
    });
    image.src = url;
  }

  function csv({ heads, rows }) {
    const cell = text => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    return [heads, ...rows].map(row => row.map(cell).join(',') + '\r\n').join('');
  }

  function readTable(table) {
    const row = r => [...r.cells].map(clean);
    const top = table.tHead.rows[table.tHead.rows.length - 1];
    return {
      heads: row(top),
      cells: [...top.cells],
      rows: [...table.tBodies].flatMap(body => [...body.rows].map(row)),
    };
  }

  // Scales: a value's place along an axis, 0 at its low end and 1 at its high end.

  const scales = {
    linear: [v => v, v => v],
    log: [Math.log10, v => 10 ** v],
    log2: [Math.log2, v => 2 ** v],
  };

  function axis(spec) {
    const scale = scales[spec?.kind];
    if (!scale) return null;
    const [to, from] = scale;
    const low = to(spec.low), span = to(spec.high) - low;
    if (!Number.isFinite(span) || !span) return null;
    return {
      ...spec,
      place: v => (spec.zero ? (v <= 0 ? 0 : .06 + .94 * (to(v) - low) / span) : (to(v) - low) / span),
      value: u => from(low + u * span),
      zooms: !spec.zero,
    };
  }

  // Round values from a to b: 1-2-5, powers on logarithmic axes.
  function ticks(kind, a, b, most) {
    const within = list => list.filter(v => v >= a * (1 - 1e-9) && v <= b * (1 + 1e-9));
    if (kind !== 'linear') {
      const base = kind === 'log2' ? 2 : 10, log = v => Math.log(v) / Math.log(base);
      const first = Math.floor(log(a)), last = Math.ceil(log(b));
      const jump = Math.max(1, Math.ceil((last - first) / most));
      for (const digits of base === 10 ? [[1], [1, 2, 5]] : [[1]]) {
        const list = [];
        for (let p = first; p <= last; p += jump) list.push(...digits.map(d => d * base ** p));
        if (within(list).length > 2) return within(list);
      }
    }
    const raw = (b - a) / most, power = 10 ** Math.floor(Math.log10(raw));
    const step = power * [1, 2, 5, 10].find(m => m * power >= raw * .999);
    const list = [];
    for (let k = Math.ceil(a / step - 1e-6); k * step <= b + step * 1e-6; k++) list.push(k * step);
    return list;
  }

  // A tick's text: [text] or [mantissa times 10, exponent].
  function tickText(v, list) {
    const gap = list.length > 1 ? Math.min(...list.slice(1).map((w, i) => w - list[i])) : Math.abs(v);
    const even = list.length > 1 && list.every((w, i) => !i || w - list[i - 1] < gap * 1.000001);
    const big = Math.max(...list.map(Math.abs)), least = even ? gap * 100 : Math.min(...list.map(Math.abs));
    const sign = text => String(text).replace('-', '\u2212');
    const power = q => Math.floor(Math.log10(q) + 1e-6);
    if (Math.abs(v) < gap * 1e-6) return ['0'];
    if (big < 1e6 && least >= 1e-3) {
      return [sign(even ? v.toFixed(Math.max(0, -power(gap))) : Number(v.toPrecision(6)))];
    }
    const [m, e] = (even ? v.toExponential(Math.max(0, power(Math.abs(v)) - power(gap)))
      : Number(v.toPrecision(6)).toExponential()).split('e');
    return [sign(m === '1' ? '10' : `${m}\u00d710`), sign(Number(e))];
  }

  // The parts of a path, in absolute commands.
  const sizes = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, z: 0 };
  function parse(d) {
    const tokens = d.match(/[a-df-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) || [];
    const parts = [];
    let i = 0, command = '', x = 0, y = 0, startX = 0, startY = 0;
    while (i < tokens.length) {
      if (/^[a-z]/i.test(tokens[i])) command = tokens[i++];
      const kind = command.toLowerCase(), own = command === kind, n = sizes[kind];
      if (n === undefined || (kind !== 'm' && !parts.length)) return [];
      if (kind === 'z') {
        parts[parts.length - 1].closed = true;
        [x, y] = [startX, startY];
        command = '';
        continue;
      }
      const v = tokens.slice(i, i += n).map(Number);
      const p = kind === 'h' ? [own ? x + v[0] : v[0], y]
        : kind === 'v' ? [x, own ? y + v[0] : v[0]]
        : v.map((w, k) => w + (own ? (k % 2 ? y : x) : 0));
      if (kind === 'm') {
        parts.push([]);
        [startX, startY] = p;
        command = own ? 'l' : 'L';
      }
      parts[parts.length - 1].push([/[hv]/.test(kind) ? 'L' : kind.toUpperCase(), p]);
      [x, y] = p.slice(-2);
    }
    return parts;
  }

  // A path under x -> fx(x), y -> fy(y); small closed parts (markers) only move.
  function warp(d, fx, fy) {
    return parse(d).map(part => {
      const xs = part.flatMap(([, p]) => p.filter((_, k) => k % 2 === 0));
      const ys = part.flatMap(([, p]) => p.filter((_, k) => k % 2));
      const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const mark = part.closed && x1 - x0 < 16 && y1 - y0 < 16;
      const cx = (x0 + x1) / 2, cy = (y0 + y1) / 2;
      const gx = mark ? v => v - cx + fx(cx) : fx, gy = mark ? v => v - cy + fy(cy) : fy;
      return part.map(([c, p]) => c + p.map((w, k) => short(k % 2 ? gy(w) : gx(w))).join(' ')).join('') +
        (part.closed ? 'Z' : '');
    }).join('') || d;
  }

  // What of a line from one point to another is in a frame: two points, or null.
  function clip([x0, y0], [x1, y1], [x, y, w, h]) {
    let a = 0, b = 1;
    for (const [p, q] of [[x0 - x1, x0 - x], [x1 - x0, x + w - x0], [y0 - y1, y0 - y], [y1 - y0, y + h - y0]]) {
      if (p === 0 && q < 0) return null;
      if (p < 0) a = Math.max(a, q / p);
      if (p > 0) b = Math.min(b, q / p);
    }
    return a <= b ? [a, b].map(t => [x0 + t * (x1 - x0), y0 + t * (y1 - y0)]) : null;
  }

  // A figure with a chart

  function figure(fig) {
    const chart = fig.querySelector('svg');
    if (!chart) return;
    const name = fig.id || 'lrplot';
    const labels = json(fig.dataset.words) || {};
    const table = fig.querySelector('details.data table');
    let cache, row = null, spot = null, byKeys = false; // the row read out, its plot
    const data = () => (cache ??= (table && attempt(() => readTable(table))) || { heads: [], cells: [], rows: [] });
    const plots = (json(chart.dataset.plots) || []).filter(p => p?.frame?.length === 4).map(p => ({
      frame: p.frame, x: axis(p.x), y: axis(p.y), view: { x: [0, 1], y: [0, 1] },
    }));

    const pan = fig.querySelector('.pan'), stage = pan.parentNode;

    // Buttons
    const tools = html('div', { class: 'tools', role: 'group', 'aria-label': word('save') }, word('save'));
    const tool = (key, f) => tools.append(button(word(key), f));
    tool('svg', () => save(new Blob([standalone(chart)], { type: 'image/svg+xml' }), name + '.svg'));
    tool('png', () => savePNG(chart, name + '.png'));
    if (table) tool('csv', () => save(new Blob([csv(data())], { type: 'text/csv' }), name + '.csv'));
    const back = button(word('reset'), () => { restore(); chart.focus(); },
      { class: 'reset', hidden: '' });
    tools.append(back);
    (fig.querySelector('figcaption') || stage).after(tools);

    // Hiding a series by its label
    const hidden = new Set();
    const named = (kind, key) => all(`[data-${kind}]`, chart).filter(e => e.dataset[kind] === key);
    const toggle = key => {
      const off = !hidden.has(key);
      hidden[off ? 'add' : 'delete'](key);
      for (const e of named('series', key)) e.classList.toggle('off', off);
      for (const e of named('label', key)) {
        e.classList.toggle('off', off);
        e.setAttribute('aria-pressed', !off);
        e.querySelector('.tip').textContent = word(off ? 'show' : 'hide');
      }
      for (const p of plots) p.strokes = p.ink = null;
      if (row != null) read(row, spot, false);
    };
    const switches = all('[data-label]', chart).filter(e => named('series', e.dataset.label).length);
    for (const e of switches) {
      const key = e.dataset.label;
      fill(e, { role: 'button', tabindex: 0, 'aria-pressed': 'true', 'aria-label': `${word('show')} ${key}` }, []);
      e.prepend(svg('title', { class: 'tip' }, word('hide')));
      on(e, 'click', () => toggle(key));
      on(e, 'dblclick pointerdown', event => event.stopPropagation());
      on(e, 'keydown', event => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        toggle(key);
      });
    }
    // Areas to hit, measured when first needed.
    const measure = () => switches.splice(0).forEach(e => attempt(() => {
      const b = e.getBBox();
      e.prepend(svg('rect', { class: 'hit', x: b.x - 3, y: b.y - 1, width: b.width + 6, height: b.height + 2, rx: 3 }));
    }));
    on(stage, 'pointerenter focusin', measure);

    if (switches.length) chart.setAttribute('role', 'group');
    if (!plots.length) return;

    // Places
    const atX = (p, v) => {
      const [a, b] = p.view.x, [x, , w] = p.frame;
      return x + (p.x.place(v) - a) / (b - a) * w;
    };
    const atY = (p, v) => {
      const [a, b] = p.view.y, [, y, , h] = p.frame;
      return y + h - (p.y.place(v) - a) / (b - a) * h;
    };
    const mouse = event => {
      const q = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse());
      return [q.x, q.y];
    };
    const inside = ([px, py], slack = 0) => plots.find(({ frame: [x, y, w, h] }) =>
      px >= x - slack && px <= x + w + slack && py >= y - slack && py <= y + h + slack);

    // Read-out
    const readable = p => table && p?.x && p.x.column != null && p.x.zooms !== undefined && column(p) >= 0;
    const box = html('div', { class: 'readout', role: 'status', 'aria-live': 'off' });
    stage.append(box);
    const ruler = svg('g');
    const column = p => data().heads.indexOf(p.x.column);
    // Columns that belong to a plot: all, or those whose head names it.
    const mine = p => (p.columns ??= data().cells.map((cell, i) => ({
      i, text: data().heads[i], named: cell.dataset.series != null, key: cell.dataset.series ?? data().heads[i],
      plots: cell.dataset.plot,
    })).filter(c => c.i !== column(p) && !plots.some(q => q.x?.column === c.text) &&
      (c.plots == null || c.plots.split(' ').includes(String(plots.indexOf(p))))));
    const columns = p => mine(p).filter(c => !hidden.has(c.key));
    // Rows of a plot in their order along x.
    const order = p => (p.order ??= data().rows
      .map((cells, i) => [i, p.x.place(number(cells[column(p)] ?? ''))])
      .filter(([i, u]) => Number.isFinite(u) && mine(p).some(c => data().rows[i][c.i]))
      .sort((a, b) => a[1] - b[1]));
    const nearest = (p, u) => {
      let best = null;
      for (const [i, v] of order(p)) if (!best || Math.abs(v - u) < Math.abs(best[1] - u)) best = [i, v];
      return best?.[0];
    };
    const quiet = () => {
      row = spot = null;
      byKeys = false;
      box.replaceChildren();
      for (const side of ['left', 'top']) box.style.removeProperty(side);
      ruler.remove();
    };
    // Lines as they are seen now: their element, and their pieces within the frame.
    const strokes = p => (p.strokes ??= (p.layer ? [...p.layer.querySelector('g').children] : members(p))
      .filter(e => !e.matches('.off, [data-ground]')).flatMap(e => [e, ...all('path', e)])
      .filter(e => e.localName === 'path' && !(parseFloat(e.getAttribute('stroke-opacity')) < .5) &&
        getComputedStyle(e).stroke !== 'none')
      .map(e => ({ e, key: e.closest('[data-series]')?.dataset.series, pieces: pieces(e, p.frame) }))
      .filter(line => line.pieces.length));
    const pieces = (e, [x, y, w, h]) => parse(e.getAttribute('d')).filter(part => !part.closed)
      .flatMap(part => part.slice(1).map(([, q], k) =>
        clip(part[k][1].slice(-2), q.slice(-2), [x - 1, y - 1, w + 2, h + 2]))).filter(Boolean);
    const crossing = (line, px) => {
      const piece = line.pieces.find(([a, b]) => a[0] <= px + .1 && b[0] >= px - .1);
      if (!piece) return NaN;
      const [[x0, y0], [x1, y1]] = piece;
      return y0 + (x1 > x0 ? Math.max(0, Math.min(1, (px - x0) / (x1 - x0))) * (y1 - y0) : 0);
    };
    // How a series is painted: by its mark, else as the only line of its plot.
    const paint = (key, p) => {
      const e = named('series', key)[0];
      const marks = e ? [e, ...all('path, line, polyline', e)] : only(strokes(p)).map(line => line.e);
      const styles = marks.map(q => getComputedStyle(q));
      return styles.find(s => s.stroke !== 'none') ?? styles.find(s => s.fill !== 'none');
    };
    const only = list => (new Set(list.map(({ e }) => getComputedStyle(e).stroke)).size === 1 ? list.slice(0, 1) : []);
    const swatch = s => {
      if (!s) return svg('path');
      if (s.stroke === 'none') return svg('circle', { cx: 13, cy: 4, r: 3.5, fill: s.fill });
      const width = Math.min(3, Math.max(2, parseFloat(s.strokeWidth)));
      return svg('path',
        { d: 'M0 4h26', stroke: s.stroke, 'stroke-width': width, 'stroke-dasharray': s.strokeDasharray });
    };
    function read(i, p, aloud) {
      const cells = data().rows[i];
      if (!cells || column(p) < 0) return;
      [row, spot] = [i, p];
      const x = number(cells[column(p)]), list = html('ul'), shown = columns(p);
      ruler.replaceChildren();
      for (const q of plots.filter(q => q.x && q.x.column === p.x.column)) {
        const px = short(atX(q, x)), [fx, fy, fw, fh] = q.frame;
        if (px < fx - .5 || px > fx + fw + .5) continue;
        ruler.append(svg('path', { class: 'ruler', d: `M${px} ${fy}v${fh}` }));
        const dot = (py, fill) => ruler.append(svg('circle', { class: 'dot', cx: px, cy: short(py), r: 3.5, fill }));
        const dots = ruler.childElementCount, keys = new Set(members(q).map(e => e.dataset.series));
        for (const c of q.y && !q.y.zero ? columns(q) : []) {
          const py = atY(q, number(cells[c.i] ?? '')), style = paint(c.key, q);
          if (plots.length > 1 && c.plots == null && !keys.has(c.key)) continue;
          if (style && py >= fy - 1 && py <= fy + fh + 1) dot(py, style.stroke !== 'none' ? style.stroke : style.fill);
        }
        // A plot without numbers of its own, or with a broken axis: where its lines are.
        if (ruler.childElementCount === dots) {
          for (const line of strokes(q)) {
            const py = crossing(line, px);
            if (Number.isFinite(py)) dot(py, getComputedStyle(line.e).stroke);
          }
        }
      }
      chart.append(ruler);
      for (const c of shown) {
        list.append(html('li', {},
          svg('svg', { viewBox: '0 0 26 8', 'aria-hidden': 'true' }, swatch(c.named && paint(c.key, p))),
          html('span', { dir: 'auto' }, labels[c.text] ?? c.text), html('b', {}, six(cells[c.i]) || word('none'))));
      }
      box.setAttribute('aria-live', aloud ? 'polite' : 'off');
      box.classList.toggle('many', shown.length > 10);
      box.replaceChildren(html('p', {}, html('span', { class: 'unseen' }, word('readout') + ' '),
        `${labels[p.x.column] ?? p.x.column} `, html('b', {}, six(cells[column(p)]))), list);
      put(p, atX(p, x));
    }

    // The box goes beside the ruler where it covers least, by small figures under or above them.
    let last = null;
    function put(p, rx) {
      const m = chart.getScreenCTM(), at = stage.getBoundingClientRect();
      const place = ([px, py]) => [px * m.a + m.e - at.left, py * m.d + m.f - at.top];
      const wide = box.offsetWidth, high = box.offsetHeight;
      const show = (left, top) => {
        box.style.setProperty('left', `${left}px`);
        box.style.setProperty('top', `${top}px`);
      };
      const [px, top] = place([rx, p.frame[1]]), [, bottom] = place([0, p.frame[1] + p.frame[3]]);
      if (pan.scrollWidth > pan.clientWidth + 1 && (px < 0 || px > at.width)) pan.scrollLeft += px - at.width / 2;
      if (at.width < 480) {
        const above = at.bottom + high + 8 > innerHeight && at.top > high + 8;
        return show(0, above ? -high - 4 : at.height + 4);
      }
      const ink = plots.flatMap(q => (q.ink ??= dotted(q))).map(place);
      const fits = [px + 14, px - wide - 14].filter(v => v >= 0 && v + wide <= at.width);
      const spots = (fits.length ? fits : [Math.max(0, at.width - wide)]).flatMap(left => [0, 1, 2, 3, 4, 5].map(k => {
        const y = top + 4 + Math.max(0, bottom - top - high - 8) * k / 5;
        const covered = ink.filter(([u, v]) =>
          u > left - 4 && u < left + wide + 4 && v > y - 4 && v < y + high + 4).length;
        // Stays where it is unless elsewhere is better.
        const now = `${left > px} ${k}`;
        return { left, y, now, cost: covered - (now === last ? 1.5 : 0) + k / 100 };
      }));
      const best = spots.reduce((a, b) => (b.cost < a.cost ? b : a));
      last = best.now;
      show(best.left, best.y);
    }
    // Points along the lines, and on the labels.
    const dotted = p => [
      ...strokes(p).flatMap(({ pieces }) => pieces.flatMap(([[x0, y0], [x1, y1]]) => {
        const n = Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 8) || 1;
        return Array.from({ length: n }, (_, k) => [x0 + k / n * (x1 - x0), y0 + k / n * (y1 - y0)]);
      })),
      ...labelled(p).flatMap(l => [0, 20, 40, 60].map(v => [l.x + v, (l.top + l.bottom) / 2 + (l.moved ?? 0)])),
    ];

    const point = event => {
      const q = mouse(event), p = inside(q);
      if (!readable(p)) { if (!byKeys) quiet(); return; }
      const [a, b] = p.view.x;
      byKeys = false;
      const i = nearest(p, a + (q[0] - p.frame[0]) / p.frame[2] * (b - a));
      if (i != null && (i !== row || p !== spot)) read(i, p, false);
    };

    if (plots.some(readable)) {
      fill(chart, { tabindex: 0, role: 'application' }, []);
      on(chart, 'pointerleave', event => { if (event.pointerType === 'mouse' && !byKeys) quiet(); });
      on(chart, 'blur', () => { if (byKeys) quiet(); });
      on(document, 'pointerdown', event => { if (!stage.contains(event.target)) quiet(); });
    }
    on(fig, 'keydown', event => {
      if (event.key !== 'Escape') return;
      if (row != null) quiet();
      else restore();
    });
    on(stage, 'keydown', event => {
      const p = spot ?? plots.find(readable);
      if (event.target === pan || event.ctrlKey || event.metaKey || event.altKey || !p) return;
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      if (event.key === '+' || event.key === '-') {
        if (!p.x.zooms) return;
        const [a, b] = p.view.x, half = (b - a) * (event.key === '+' ? .25 : 1);
        const u = row == null ? (a + b) / 2 : p.x.place(number(data().rows[row][column(p)]));
        zoom(p, [u - half, u + half], p.view.y);
      } else if (step) {
        const list = order(p), [a, b] = p.view.x;
        let k = list.findIndex(([i]) => i === row);
        if (k < 0) k = Math.max(0, list.findIndex(([, u]) => u >= a)) - (step === 1 ? 1 : 0);
        k = Math.max(0, Math.min(list.length - 1, k + step * (event.shiftKey ? 10 : 1)));
        if (!list[k]) return;
        byKeys = true;
        const u = list[k][1];
        if (u < a || u > b) zoom(p, [u - (b - a) / 2, u + (b - a) / 2], p.view.y);
        read(list[k][0], p, true);
      } else return;
      event.preventDefault();
    });

    // Zoom

    function restore() {
      for (const p of plots) p.view = { x: [0, 1], y: [0, 1] };
      redraw();
    }
    const isWhole = p => [p.view.x, p.view.y].every(([a, b]) => a === 0 && b === 1);
    function zoom(p, x, y) {
      const fit = ([a, b]) => {
        const size = Math.min(1, Math.max(b - a, 1 / 500));
        const from = Math.max(0, Math.min(1 - size, (a + b - size) / 2));
        return [from, size === 1 ? 1 : from + size];
      };
      p.view.y = fit(y);
      for (const q of stacked(p)) q.view.x = fit(x);
      redraw();
    }
    // Plots above each other with the same x zoom together.
    const stacked = p => plots.filter(q => q === p || (p.x && q.x && p.x.low === q.x.low &&
      p.x.high === q.x.high && p.x.column === q.x.column && [0, 2].every(k => Math.abs(p.frame[k] - q.frame[k]) < 2)));

    // Ticks' texts beside a frame, with their middles; and the name of an axis on top.
    const around = p => (p.texts ??= all('text', chart).filter(t => !t.closest('[data-label], [data-series], .zoom'))
      .map(t => {
        const b = t.getBBox(), [x, y, w, h] = p.frame, cx = b.x + b.width / 2, cy = b.y + b.height / 2;
        const end = b.x + b.width, under = cx > x - 8 && cx < x + w + 8;
        let axis = '';
        if (!/^[-+\u2212]?\d/.test(clean(t))) {
          if (Math.abs(end - x - w) < 2 && cy < y - 14 && cy > y - 34) axis = 'top';
        } else if (under) axis = cy > y + h && cy < y + h + 24 ? 'x' : cy < y && cy > y - 14 ? 'top' : '';
        else if (cy > y - 8 && cy < y + h + 8 && end <= x && end > x - 16) axis = 'y';
        return { t, cx, cy, axis };
      }).filter(q => q.axis));

    function redraw() {
      for (const p of plots) {
        p.layer?.remove();
        p.layer = p.strokes = p.ink = null;
        p.texts?.forEach(({ t }) => t.classList.remove('away'));
        for (const e of p.leaders ?? []) e.classList.remove('away');
        for (const l of p.labels ?? []) {
          l.moved = 0;
          l.e.removeAttribute('transform');
          [l.e, ...all('text', l.e)].forEach(e => e.classList.remove('away'));
        }
        if (!isWhole(p)) attempt(() => draw(p));
      }
      back.hidden = plots.every(isWhole);
      if (row != null) read(row, spot, false);
    }

    // What belongs to a plot: by data-plot, or the frame next to it.
    const middle = e => {
      const clip = [e, ...all('[clip-path]', e)].map(q => /#([^)"']+)/.exec(q.getAttribute('clip-path')))
        .find(Boolean);
      const b = (clip ? document.getElementById(clip[1])?.firstElementChild ?? e : e).getBBox();
      return [b.x + b.width / 2, b.y + b.height / 2];
    };
    const marked = '[data-series], [data-ground]', body = chart.querySelector(':scope > g') ?? chart;
    const members = p => (p.members ??= [...new Set([...all(marked, body), ...body.children])].filter(e => {
      if (e.closest('.zoom') || e.parentNode.closest(marked)) return false;
      if (!e.matches(marked)) return free(e, p);
      if (plots.length === 1) return true;
      if (e.dataset.plot != null) return e.dataset.plot === String(plots.indexOf(p));
      return inside(middle(e), 6) === p;
    }).sort((e, f) => (e.compareDocumentPosition(f) & 4 ? -1 : 1)));
    // Lines, marks and words in a frame that belong to no series; not its grid or its ground.
    const free = (e, p) => !e.matches('[data-label]') && !e.querySelector(`[data-label], ${marked}`) &&
      (e.matches('g[clip-path], text') || (e.matches('path') && /z$/i.test(e.getAttribute('d')))) &&
      (e.matches('[clip-path]') || e.getBBox().width <= p.frame[2] + 9) && inside(middle(e)) === p;
    // Names beside a frame, each of the frame that is nearest.
    const labelled = p => (p.labels ??= all('[data-label]', chart).map(e => {
      const boxes = all('text', e).map(t => t.getBBox());
      const [x, top] = ['x', 'y'].map(k => Math.min(...boxes.map(b => b[k])));
      const bottom = Math.max(...boxes.map(b => b.y + b.height));
      return { e, x, top, bottom, leader: e.querySelector('[data-leader], path[stroke-opacity]') };
    }).filter(l => beside(l) === p));
    const beside = ({ x: left, top, bottom }) => {
      const far = plots.map(({ frame: [x, y, w, h] }) =>
        (left < x + w - 2 ? Infinity : left - x - w + Math.max(0, y - bottom, top - y - h)));
      return plots[far.findIndex(v => v < 80 && v === Math.min(...far))];
    };

    function draw(p) {
      const [x, y, w, h] = p.frame, [a, b] = p.view.x, [c, d] = p.view.y;
      const fx = v => x + ((v - x) / w - a) / (b - a) * w;
      const fy = v => y + h - ((y + h - v) / h - c) / (d - c) * h;
      const zoomed = { x: b - a < 1, y: d - c < 1 };
      const texts = around(p), own = members(p);
      const size = parseFloat(texts[0]?.t.closest('[font-size]')?.getAttribute('font-size')) || 11;
      const id = `${name}-zoom-${plots.indexOf(p)}`;
      const layer = p.layer = svg('g', { class: 'zoom' },
        svg('clipPath', { id }, svg('rect', { x: x - 2, y: y - 2, width: w + 4, height: h + 4 })),
        svg('rect', { class: 'cover', x: x - 5, y: y - 5, width: w + 8, height: h + 10 }));
      // An axis that is zoomed gets new ticks; the other keeps its labels.
      const marks = (key, most) => {
        const spec = p[key];
        const old = texts.filter(q => q.axis === key || (key === 'x' && q.axis === 'top'));
        if (!zoomed[key]) return old.filter(q => q.axis === key).map(q => [key === 'x' ? q.cx : q.cy]);
        old.forEach(({ t }) => t.classList.add('away'));
        const ends = p.view[key].map(spec.value).sort((q, r) => q - r);
        const list = ticks(spec.kind, ...ends, most);
        const bare = key === 'x' && stacked(p).length > 1 && !old.some(q => q.axis === 'x');
        return list.map(v => [key === 'x' ? atX(p, v) : atY(p, v), bare ? null : tickText(v, list)]);
      };
      const text = (parts, attributes) => svg('text', { class: 'tick', 'font-size': size, ...attributes }, parts[0],
        ...(parts[1] != null ? [svg('tspan', { dy: -.36 * size, 'font-size': .7 * size }, parts[1])] : []));
      const across = marks('x', Math.max(3, w / 90)), up = marks('y', Math.max(4, h / 50));
      layer.append(svg('path', { class: 'grid', d: up.map(([v]) => `M${x} ${short(v)}h${w}`).join('') || 'M0 0' }));
      const g = svg('g', { 'clip-path': `url(#${id})` });
      for (const e of own) {
        const twin = e.cloneNode(true);
        for (const q of [twin, ...all('*', twin)]) {
          for (const k of ['id', 'clip-path']) q.removeAttribute(k);
          for (const [k, f] of [['x', fx], ['y', fy], ['cx', fx], ['cy', fy]]) {
            if (q.hasAttribute(k)) q.setAttribute(k, short(f(Number(q.getAttribute(k)))));
          }
          if (q.hasAttribute('d')) q.setAttribute('d', warp(q.getAttribute('d'), fx, fy));
        }
        g.append(twin);
      }
      layer.append(g, svg('path', { class: 'axis',
        d: `M${x} ${y + h}h${w}` + across.map(([v]) => `M${short(v)} ${y + h}v4`).join('') }));
      for (const [v, t] of across) {
        if (t) layer.append(text(t, { x: short(v), y: y + h + 5 + size, 'text-anchor': 'middle' }));
      }
      for (const [v, t] of up) {
        if (t) layer.append(text(t, { x: x - 6, y: short(v + size / 3), 'text-anchor': 'end' }));
      }
      (own[0]?.parentNode ?? chart).append(layer);
      rename(p);
    }

    // Names follow their lines to where these now end in the frame or leave it, one below the other.
    function rename(p) {
      const [x, y, w, h] = p.frame, ends = [];
      // Values at the ends of lines without names would stay behind.
      const values = all(':scope > path[stroke-opacity] + text', body).filter(t => {
        const b = t.getBBox();
        return beside({ x: b.x, top: b.y, bottom: b.y + b.height }) === p;
      });
      p.leaders = [...values.flatMap(t => [t, t.previousElementSibling]),
        ...labelled(p).map(l => l.leader).filter(Boolean)];
      p.leaders.forEach(e => e.classList.add('away'));
      for (const l of labelled(p)) {
        const key = l.e.dataset.label;
        if (!members(p).some(e => e.dataset.series === key)) continue;
        const at = all('[data-series]', p.layer).filter(e => e.dataset.series === key)
          .flatMap(e => [e, ...all('path', e)]).filter(e => e.localName === 'path')
          .map(e => pieces(e, p.frame).pop()?.[1]).filter(Boolean).sort((a, b) => b[0] - a[0])[0];
        if (at) ends.push({ l, at, size: l.bottom - l.top });
        else l.e.classList.add('away');
      }
      ends.sort((a, b) => a.at[1] - b.at[1] || a.l.top - b.l.top);
      let edge = y - 8;
      for (const q of ends) {
        q.top = Math.max(q.at[1] - q.size / 2, edge);
        edge = q.top + q.size;
      }
      edge = y + h + 8;
      for (const q of [...ends].reverse()) edge = q.top = Math.min(q.top, edge - q.size);
      for (const { l, at, top, size } of ends) {
        l.moved = short(top - l.top);
        l.e.setAttribute('transform', `translate(0 ${l.moved})`);
        // The value of the line's own end isn't that at the edge of the view.
        if (p.view.x[1] < 1) all('text', l.e).slice(1).forEach(t => t.classList.add('away'));
        if (!l.leader || at[0] < x + w - 40) continue;
        const twin = l.leader.cloneNode();
        twin.classList.remove('away');
        twin.setAttribute('d', `M${short(at[0] + 2)} ${short(at[1])}L${short(l.x - 3)} ${short(top + size / 2)}`);
        p.layer.append(twin);
      }
    }

    // Dragging
    const can = p => p && { x: p.x?.zooms, y: p.y?.zooms };
    let start = null;
    const band = svg('rect', { class: 'band' });
    const drop = () => { start = null; band.remove(); };
    const area = event => {
      const { p, at: [x0, y0] } = start, [x, y, w, h] = p.frame, may = can(p);
      const limit = (v, from, size) => Math.max(from, Math.min(from + size, v));
      const [mx, my] = mouse(event), x1 = limit(mx, x, w), y1 = limit(my, y, h);
      const dx = Math.abs(x1 - x0), dy = Math.abs(y1 - y0);
      const inX = may.x && !(may.y && dy > 4 * dx), inY = may.y && !(may.x && dx > 3 * dy) && dy >= 8;
      const big = (inX && dx >= 10) || (inY && dy >= 10);
      return big && {
        x: inX ? [Math.min(x0, x1), Math.max(x0, x1)] : [x, x + w],
        y: inY ? [Math.min(y0, y1), Math.max(y0, y1)] : [y, y + h],
      };
    };
    if (plots.some(p => can(p).x || can(p).y)) chart.classList.add('live');
    on(chart, 'pointerdown', event => {
      const at = mouse(event), p = inside(at, 2);
      if (event.button || !event.isPrimary) return;
      if (p && (can(p).x || can(p).y)) {
        start = { p, at };
        chart.setPointerCapture(event.pointerId);
      }
      if (event.pointerType !== 'mouse') point(event);
    });
    // Dragging selects no text, but text elsewhere can be selected.
    on(chart, 'mousedown', event => {
      if (!start) return;
      event.preventDefault();
      chart.focus({ preventScroll: true });
    });
    on(chart, 'pointermove', event => {
      const r = start && area(event);
      if (!r) { band.remove(); point(event); return; }
      quiet();
      fill(band, { x: r.x[0], y: r.y[0], width: r.x[1] - r.x[0], height: r.y[1] - r.y[0] }, []);
      chart.append(band);
    });
    on(chart, 'pointerup', event => {
      const r = start && area(event), p = start?.p;
      drop();
      if (!r) return;
      const [x, y, w, h] = p.frame, [a, b] = p.view.x, [c, d] = p.view.y;
      zoom(p, r.x.map(v => a + (v - x) / w * (b - a)),
        [r.y[1], r.y[0]].map(v => c + (y + h - v) / h * (d - c)));
    });
    on(chart, 'pointercancel', drop);
    on(chart, 'dblclick', event => {
      const p = inside(mouse(event));
      if (p && !isWhole(p)) { zoom(p, [0, 1], [0, 1]); }
    });
  }

  attempt(theme);
  attempt(contents);
  for (const line of all('p.search')) attempt(() => search(line));
  for (const pan of all('.pan')) attempt(() => fit(pan));
  for (const f of all('figure.chart')) attempt(() => figure(f));
  for (const p of all('.command pre, .listing > pre, :is(section, .section) > .text pre')) attempt(() => copyable(p));
  on(window, 'hashchange', reveal);
  attempt(reveal);
})();
