'use strict';

// Written by mdbook-aws: lets a reader choose what stands in the snippets of a page. Every text
// that this can make was checked when the book was built. Nothing that is chosen leaves the
// browser but in an address that the reader shares.

(function choices() {
    const place = document.querySelector('.aws-choices[data-choices]');
    if (!place) {
        return;
    }
    const KEY = 'mdbook-aws-choices';
    const all = JSON.parse(place.dataset.choices);
    const byName = new Map(all.map(choice => [choice.name, choice]));
    const chosen = new Map();

    /** The values that a choice may have now; null where they are typed. */
    function values(choice) {
        if (choice.pattern) {
            return null;
        }
        if (!choice.on) {
            return choice.values;
        }
        const places = choice.with[chosen.get(choice.on)] ?? [];
        return places.map(at => choice.values[at]);
    }

    function allows(choice, value) {
        if (typeof value !== 'string') {
            return false;
        }
        return choice.pattern
            ? new RegExp(`^(?:${choice.pattern[0]})$`).test(value)
            : values(choice).some(([known]) => known === value);
    }

    /** What is remembered; nothing where the browser keeps nothing. */
    function remembered() {
        try {
            const known = JSON.parse(localStorage.getItem(KEY));
            return known && typeof known === 'object' ? known : {};
        } catch {
            return {};
        }
    }

    function remember() {
        try {
            const known = { ...remembered(), ...Object.fromEntries(chosen) };
            localStorage.setItem(KEY, JSON.stringify(known));
        } catch {
            // The choice holds for this page then.
        }
    }

    /** Puts what differs from the defaults into the address. */
    function address() {
        const url = new URL(location.href);
        for (const choice of all) {
            if (chosen.get(choice.name) === choice.default) {
                url.searchParams.delete(choice.name);
            } else {
                url.searchParams.set(choice.name, chosen.get(choice.name));
            }
        }
        if (url.href !== location.href) {
            try {
                history.replaceState(history.state, '', url);
            } catch {
                // A page from a folder keeps its address.
            }
        }
    }

    // What others depend on comes first.
    const ordered = [...all].sort((a, b) => Boolean(a.on) - Boolean(b.on));
    const asked = new URLSearchParams(location.search);
    const known = remembered();
    for (const choice of ordered) {
        const wanted = [asked.get(choice.name), known[choice.name], choice.default]
            .find(value => allows(choice, value));
        chosen.set(choice.name, wanted ?? values(choice)?.[0]?.[0] ?? choice.default);
    }

    // ---- Slots

    /** Wraps the stretch of a block that a slot's value takes; null if another text is there. */
    function wrap(code, start, value) {
        const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        const end = start + value.length;
        let at = 0;
        let begun = false;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const next = at + node.data.length;
            if (!begun && start < next) {
                range.setStart(node, start - at);
                begun = true;
            }
            if (begun && end <= next) {
                range.setEnd(node, end - at);
                break;
            }
            at = next;
        }
        if (!begun || range.toString() !== value) {
            return null;
        }
        range.deleteContents();
        const slot = document.createElement('span');
        slot.className = 'aws-slot';
        slot.textContent = value;
        range.insertNode(slot);
        return slot;
    }

    const slots = [];
    for (const code of document.querySelectorAll('code[data-slots]')) {
        // From the end, so that places before stay what they are.
        for (const slot of code.dataset.slots.split(' ').reverse()) {
            const [at, name] = slot.split(':');
            const element = byName.has(name)
                ? wrap(code, Number(at), byName.get(name).default)
                : null;
            if (element) {
                slots.push({ element, name });
            }
        }
    }

    // ---- Variants

    /** The blocks that a comment `aws-for` is about, each with the values that it is for. */
    function variants() {
        const found = [];
        const main = document.querySelector('main');
        const walker = document.createTreeWalker(main, NodeFilter.SHOW_COMMENT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const match = /^\s*aws-for\s+([a-z0-9-]+)=(\S+)\s*$/.exec(node.data);
            let next = node.nextSibling;
            while (next && next.nodeType !== Node.ELEMENT_NODE) {
                next = next.nextSibling;
            }
            if (!match || !next || !byName.has(match[1])) {
                continue;
            }
            const elements = [next];
            const rank = /^H([1-6])$/.exec(next.tagName)?.[1];
            let after = next.nextElementSibling;
            while (rank && after && !(Number(/^H([1-6])$/.exec(after.tagName)?.[1]) <= rank)) {
                elements.push(after);
                after = after.nextElementSibling;
            }
            // The badge of a block goes with it.
            if (!rank && after?.classList.contains('aws-badge')) {
                elements.push(after);
            }
            found.push({ name: match[1], values: match[2].split('+'), elements });
        }
        return found;
    }

    const sections = variants();

    /** The place that the address names, which anybody may have typed. */
    function placeNamed() {
        const name = location.hash.slice(1);
        try {
            return decodeURIComponent(name);
        } catch {
            return name;
        }
    }

    /** A link to a place in a variant chooses it. */
    function reveal() {
        const id = placeNamed();
        const target = id && document.getElementById(id);
        const section = target && sections.find(({ elements }) => (
            elements.some(element => element.contains(target))
        ));
        if (section && !section.values.includes(chosen.get(section.name))) {
            choose(byName.get(section.name), section.values[0]);
            target.scrollIntoView();
        }
    }

    // ---- Controls

    const form = document.createElement('form');
    form.setAttribute('aria-label', 'What stands in the snippets of this page');
    form.addEventListener('submit', event => event.preventDefault());
    const status = document.createElement('div');
    status.className = 'aws-status';
    status.setAttribute('role', 'status');
    const controls = new Map();
    for (const choice of all) {
        const label = document.createElement('label');
        label.append(choice.label);
        const control = document.createElement(choice.pattern ? 'input' : 'select');
        control.id = `aws-choice-${choice.name}`;
        control.name = choice.name;
        label.append(control);
        if (choice.pattern) {
            const wrong = document.createElement('p');
            wrong.className = 'aws-wrong';
            wrong.id = `${control.id}-wrong`;
            wrong.setAttribute('role', 'alert');
            control.autocomplete = 'off';
            control.spellcheck = false;
            control.setAttribute('aria-describedby', wrong.id);
            label.append(wrong);
            control.addEventListener('input', () => {
                const right = allows(choice, control.value);
                control.setAttribute('aria-invalid', String(!right));
                wrong.textContent = right ? '' : `It takes ${choice.pattern[1]}.`;
                if (right) {
                    choose(choice, control.value);
                }
            });
        } else {
            control.addEventListener('change', () => choose(choice, control.value));
        }
        controls.set(choice.name, control);
        form.append(label);
    }

    /** Fills a control with what can be chosen now. */
    function offer(choice) {
        const control = controls.get(choice.name);
        const value = chosen.get(choice.name);
        if (choice.pattern) {
            if (document.activeElement !== control) {
                control.value = value;
            }
            return;
        }
        control.replaceChildren(...values(choice).map(([text, label]) => {
            const option = document.createElement('option');
            option.value = text;
            // What stands in a snippet is named as it stands there.
            const written = slots.some(slot => slot.name === choice.name);
            option.textContent = label && written ? `${text} – ${label}` : label ?? text;
            return option;
        }));
        control.value = value;
    }

    function show() {
        for (const { element, name } of slots) {
            element.textContent = chosen.get(name);
        }
        for (const { name, values: wanted, elements } of sections) {
            for (const element of elements) {
                element.classList.toggle('aws-other', !wanted.includes(chosen.get(name)));
            }
        }
        for (const choice of all) {
            offer(choice);
        }
        document.dispatchEvent(new CustomEvent('mdbook-aws:chosen'));
    }

    function choose(choice, value) {
        if (!allows(choice, value)) {
            return;
        }
        chosen.set(choice.name, value);
        for (const other of all.filter(({ on }) => on === choice.name)) {
            if (!allows(other, chosen.get(other.name))) {
                const fits = allows(other, other.default);
                chosen.set(other.name, fits ? other.default : values(other)[0][0]);
            }
        }
        show();
        remember();
        address();
        status.textContent = `This page now says ${value}.`;
    }

    place.replaceChildren(form, status);
    show();
    address();
    reveal();
    window.addEventListener('hashchange', reveal);
})();
