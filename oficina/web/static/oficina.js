/* Comfort. Without this file everything works the same, with links and forms. */
(() => {
  'use strict';
  const page = document;
  page.documentElement.classList.add('scripted');
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

  // A dialog whose form came back with something to correct.
  all('dialog[data-again]').forEach((dialog) => {
    dialog.close();
    dialog.showModal();
    dialog.querySelector('#resumen')?.focus();
  });

  // What takes a while to find out is asked for once the page is seen.
  all('[data-loads]').forEach(async (waits) => {
    const answer = await fetch(waits.dataset.loads).catch(() => null);
    if (!answer?.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(waits.id);
    if (found) waits.replaceWith(found);
  });

  // A field that suggests: a few letters bring the institutions, units or posts that have them.
  all('input[data-suggests]').forEach((input, at) => {
    const list = page.createElement('datalist');
    list.id = `sugeridas-${at}`;
    input.after(list);
    input.setAttribute('list', list.id);
    let soon;
    const suggest = async () => {
      const asked = input.value;
      const address = new URL(input.dataset.suggests, location.href);
      address.searchParams.set('busca', asked);
      if (input.dataset.of) address.searchParams.set('de', page.getElementById(input.dataset.of)?.value ?? '');
      const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => null);
      if (!answer?.ok || input.value !== asked) return;
      const { options } = await answer.json();
      list.replaceChildren(...options.map((each) => Object.assign(page.createElement('option'), { value: each })));
    };
    input.addEventListener('input', () => {
      clearTimeout(soon);
      soon = setTimeout(suggest, 150);
    });
    if (input.dataset.of) input.addEventListener('focus', suggest);
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
    all('form .bulk output, form output.picked').forEach((output) => {
      const picked = output.closest('form').querySelectorAll('.pick:checked:enabled').length;
      output.textContent = picked === 1 ? '1 seleccionado' : `${picked} seleccionados`;
    });
  page.addEventListener('change', (event) => {
    if (event.target.matches('[data-picks-all]')) {
      event.target.closest('form').querySelectorAll('.pick:enabled').forEach((pick) => (pick.checked = event.target.checked));
    }
    if (event.target.matches('.pick, [data-picks-all]')) count();
  });
  count();
  one('.sidebar [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

  // A form is sent once: the second click would be the same act, and confuses who clicks.
  page.addEventListener('submit', (event) => {
    if (event.target.method !== 'post' || event.defaultPrevented || event.submitter?.formTarget) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = 'yes';
  });
  addEventListener('pageshow', () => all('form[data-sent]').forEach((form) => delete form.dataset.sent));

  // Suggestions while typing: titles of what one may find.
  all('[data-suggest]').forEach((input) => {
    let wait = 0;
    let last = '';
    input.addEventListener('input', () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const typed = input.value.trim();
        if (typed.length < 3 || typed === last) return;
        last = typed;
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null);
        if (!answer?.ok || typed !== last) return;
        const titles = await answer.json();
        input.list.replaceChildren(...titles.map((title) => Object.assign(document.createElement('option'), { value: title })));
      }, 200);
    });
  });

  // Live counts: the numbers change where they are, and nothing else moves.
  const live = one('[data-live]');
  if (live && window.EventSource) {
    const source = new EventSource(live.dataset.live);
    const waiting = live.textContent;
    source.onmessage = (event) => {
      const counts = JSON.parse(event.data);
      all('[data-count]').forEach((place) => {
        const now = counts[place.dataset.count];
        if (now === undefined) return;
        const most = Number(place.dataset.most ?? Infinity);
        const told = now < most ? now.toLocaleString('es-CL') : `${(most - 1).toLocaleString('es-CL')}+`;
        (place.querySelector('b') ?? place).textContent = told;
        if (!place.hasAttribute('aria-current')) place.hidden = now === 0 && place.dataset.count !== 'pending';
      });
      if (!counts.new) return;
      const link = page.createElement('a');
      link.href = location.pathname + location.search.replace(/&?(desde|ver)=[^&]*/g, '');
      link.textContent = counts.new === 1 ? 'Hay 1 nuevo: verlo' : `Hay ${counts.new.toLocaleString('es-CL')} nuevos: verlos`;
      live.replaceChildren(`${waiting}. `, link);
    };
    addEventListener('pagehide', () => source.close());
  }

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

  // Writing: it is kept in this browser at every key, in the office after a pause, and seen as it will look.
  const sheet = one('form[data-writing]');
  if (sheet) {
    const says = one('#guardando');
    const view = one('#vista');
    const told = one('#vista-dice');
    const place = () => `sheet:${sheet.dataset.writing}`;
    const mine = (name) => !/^(csrf|key|haz|elegida|archivo|busca|region|linea|proposito)$/.test(name);
    const written = () => [...new FormData(sheet)].filter(([name, value]) => mine(name) && typeof value === 'string');
    const store = (verb, ...rest) => {
      try {
        return sessionStorage[verb](...rest);
      } catch {
        return null;
      }
    };
    const body = (verb) => {
      const form = new FormData(sheet);
      form.delete('archivo');
      form.set('haz', verb);
      return form;
    };
    let saved = JSON.stringify(written());
    let busy = false;
    let leaving = false;
    let shownPage = 1;
    let last = 0;

    const keep = () => {
      const now = JSON.stringify(written());
      if (now === saved) store('removeItem', place());
      else store('setItem', place(), now);
      return now;
    };
    const save = async () => {
      const now = keep();
      if (busy || leaving || now === saved) return;
      busy = true;
      says.textContent = 'Guardando…';
      try {
        const answer = await fetch(sheet.action, { method: 'POST', body: body('auto'), headers: { Accept: 'application/json' } });
        const result = await answer.json();
        if (result.key) sheet.elements.key.value = result.key;
        if (answer.ok) {
          store('removeItem', place());
          saved = now;
          sheet.elements.basis.value = result.says;
          if (sheet.dataset.writing === 'nuevo') {
            sheet.action = result.lands;
            sheet.dataset.writing = result.lands.split('/')[2];
            history.replaceState(null, '', result.lands);
          }
          const at = new Date().toLocaleTimeString('es-CL', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
          says.textContent = `Guardado a las ${at}`;
          keep();
        } else says.textContent = result.says ?? 'No se pudo guardar: queda en este navegador';
      } catch {
        says.textContent = 'Sin conexión: lo escrito queda en este navegador';
      }
      busy = false;
    };
    const look = async () => {
      const turn = ++last;
      const form = body('');
      form.set('page', shownPage);
      try {
        const answer = await fetch('/redactar/vista.png', { method: 'POST', body: form });
        if (turn !== last) return;
        if (!answer.ok) {
          told.hidden = false;
          told.textContent = (await answer.json()).says;
          return;
        }
        const picture = await createImageBitmap(await answer.blob());
        [view.width, view.height] = [picture.width, picture.height];
        view.getContext('2d').drawImage(picture, 0, 0);
        shownPage = Number(answer.headers.get('X-Page'));
        const pages = Number(answer.headers.get('X-Pages'));
        one('#vista-pagina').textContent = `Página ${shownPage} de ${pages}`;
        one('#vista-paginas').hidden = pages < 2;
        [view.hidden, told.hidden] = [false, true];
      } catch {
        // Without the office there is no view; what is written stays.
      }
    };
    const later = (act, wait) => {
      let timer;
      return () => {
        clearTimeout(timer);
        timer = setTimeout(act, wait);
      };
    };
    const lookSoon = later(look, 350);
    const saveSoon = later(save, 8000);
    const changed = () => {
      keep();
      lookSoon();
      saveSoon();
      if (!busy) says.textContent = 'Con cambios sin guardar';
    };
    sheet.addEventListener('input', changed);
    sheet.addEventListener('change', (event) => {
      const verb = event.target.dataset.presses;
      const button = verb && sheet.querySelector(`button[value="${verb}"]`);
      if (button) sheet.requestSubmit(button);
    });
    page.addEventListener('click', (event) => {
      const turns = event.target.closest('[data-turns]');
      if (!turns) return;
      shownPage += Number(turns.dataset.turns);
      look();
    });
    page.addEventListener('visibilitychange', () => page.hidden && save());
    sheet.addEventListener('submit', (event) => (leaving = event.submitter?.getAttribute('formtarget') !== 'vista'));

    // What a cut left behind comes back: it is written again by whoever wants it.
    const left = store('getItem', place());
    if (left && left !== saved) {
      const offer = page.createElement('div');
      offer.className = 'notice amber';
      offer.setAttribute('role', 'status');
      const words = page.createElement('div');
      words.textContent = 'Este navegador guardó cambios que no alcanzaron a llegar. ';
      const again = page.createElement('button');
      again.type = 'button';
      again.className = 'button mini';
      again.textContent = 'Recuperarlos';
      again.addEventListener('click', () => {
        const form = page.createElement('form');
        form.method = 'post';
        form.action = sheet.action;
        const put = (name, value) => {
          const input = page.createElement('input');
          [input.type, input.name, input.value] = ['hidden', name, value];
          form.append(input);
        };
        JSON.parse(left).forEach(([name, value]) => put(name, name === 'basis' ? sheet.elements.basis.value : value));
        ['csrf', 'key'].forEach((name) => put(name, sheet.elements[name].value));
        put('haz', 'recuperar');
        page.body.append(form);
        form.submit();
      });
      words.append(again);
      offer.append(words);
      sheet.before(offer);
    }
    look();
  }
})();
