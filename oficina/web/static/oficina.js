/* Comfort. Without this file everything works the same, with links and forms. */
(() => {
  'use strict';
  const page = document;
  const one = (selector) => page.querySelector(selector);
  const all = (selector) => [...page.querySelectorAll(selector)];
  const remembered = (value) => {
    try {
      return value ? localStorage.setItem('shortcuts', value) : localStorage.getItem('shortcuts');
    } catch {
      return null;
    }
  };

  const toggle = one('#shortcuts');
  if (toggle) {
    toggle.checked = remembered() !== 'no';
    toggle.onchange = () => remembered(toggle.checked ? 'yes' : 'no');
  }
  one('#resumen')?.focus();

  // Dialogs: a link to #id opens the <dialog>; without a script :target shows it.
  const open = (hash) => {
    const dialog = hash && hash.length > 1 && page.getElementById(hash.slice(1));
    if (!dialog?.showModal) return false;
    if (!dialog.open) dialog.showModal();
    return true;
  };
  if (location.hash && open(location.hash)) history.replaceState(null, '', location.pathname + location.search);
  page.addEventListener('click', (event) => {
    const pressed = event.target.closest('a,button');
    if (!pressed) return;
    const address = pressed.getAttribute('href') ?? '';
    if (pressed.matches('[data-closes]')) {
      event.preventDefault();
      pressed.closest('dialog').close();
    } else if (pressed.matches('[data-prints]')) {
      print();
    } else if (address.startsWith('#') && open(address)) {
      event.preventDefault();
    }
  });

  // Tabs: :target decides which part is seen; here it is only announced.
  const announce = () => {
    const tabs = all('.tabs a[href^="#"]');
    const current = tabs.find((tab) => tab.hash === location.hash);
    if (!current) return;
    tabs.forEach((tab) => (tab === current ? tab.setAttribute('aria-current', 'true') : tab.removeAttribute('aria-current')));
  };
  addEventListener('hashchange', announce);
  announce();

  // How many are picked.
  const count = () =>
    all('form .bulk output').forEach((output) => {
      const picked = output.closest('form').querySelectorAll('.pick:checked').length;
      output.textContent = picked === 1 ? '1 seleccionado' : `${picked} seleccionados`;
    });
  page.addEventListener('change', (event) => {
    if (event.target.matches('[data-picks-all]')) {
      event.target.closest('form').querySelectorAll('.pick').forEach((pick) => (pick.checked = event.target.checked));
    }
    if (event.target.matches('.pick, [data-picks-all]')) count();
  });
  count();
  one('.sidebar [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

  // A form is sent once: the second click would be the same act, and confuses who clicks.
  page.addEventListener('submit', (event) => {
    if (event.target.method !== 'post' || event.defaultPrevented) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = 'yes';
  });
  addEventListener('pageshow', () => all('form[data-sent]').forEach((form) => delete form.dataset.sent));

  // Keys.
  const writes = (element) =>
    element.isContentEditable ||
    (/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) && !/^(checkbox|radio|button|submit)$/.test(element.type));
  page.addEventListener('keydown', (event) => {
    if (event.ctrlKey && event.key === 'Enter') return event.target.form?.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || one('dialog[open]') || remembered() === 'no') return;
    const list = all('[data-list] .opens');
    const here = list.findIndex((link) => link.closest('li,tr').contains(page.activeElement));
    const step = { j: 1, k: -1 }[event.key];
    if (event.key === '/') one('#q')?.focus();
    else if (step && list.length) list[Math.max(0, Math.min(list.length - 1, here + step))].focus();
    else if (event.key === 'x' && here >= 0) list[here].closest('li,tr').querySelector('.pick')?.click();
    else if (/^[a-z?]$/.test(event.key) && one(`[data-key="${event.key}"]`)) one(`[data-key="${event.key}"]`).click();
    else return;
    event.preventDefault();
  });
})();
