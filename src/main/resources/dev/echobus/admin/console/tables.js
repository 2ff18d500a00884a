// Tables, and the one behind each chart.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made && key !== 'role') {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

// columns: [{ title, isNumber }], rows: arrays of texts or elements.
export function table(caption, columns, rows) {
  const head = element('tr', {}, ...columns.map(({ title, isNumber }) =>
    element('th', { scope: 'col', className: isNumber ? 'number' : '' }, title)));
  const body = rows.map((row) => element('tr', {}, ...row.map((cell, index) =>
    element(index === 0 ? 'th' : 'td', {
      ...(index === 0 ? { scope: 'row' } : {}),
      className: columns[index].isNumber ? 'number' : '',
    }, cell))));
  return element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...body));
}

// Shows a table in place of the last one: where its rows are the same only what differs is touched, so that whoever reads
// it keeps his place.
export function renew(place, made) {
  const old = place.firstElementChild;
  const rows = (shown) => [...shown.rows].map((row) => row.cells[0].textContent).join('\n');
  if (old === null || rows(old) !== rows(made)) {
    place.replaceChildren(made);
    return;
  }
  [...made.rows].forEach((row, index) => {
    old.rows[index].className = row.className;
    [...row.cells].forEach((cell, column) => {
      const shown = old.rows[index].cells[column];
      if (shown.innerHTML !== cell.innerHTML) {
        shown.replaceChildren(...cell.childNodes);
      }
    });
  });
}

// A table that is made when it is opened, and stands still then: whoever reads it is not read another one meanwhile.
export function behind(title, make) {
  const place = element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': `Table: ${title}` });
  const details = element('details', {}, element('summary', {}, `Table of ${title}`), place);
  details.addEventListener('toggle', () => {
    place.replaceChildren(...(details.open ? [make()] : []));
  });
  return details;
}
