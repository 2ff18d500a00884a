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

// A table that is made when it is opened, and stands still then: whoever reads it is not read another one meanwhile.
export function behind(title, make) {
  const place = element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': `Table: ${title}` });
  const details = element('details', {}, element('summary', {}, `Table of ${title}`), place);
  details.addEventListener('toggle', () => {
    place.replaceChildren(...(details.open ? [make()] : []));
  });
  return details;
}
