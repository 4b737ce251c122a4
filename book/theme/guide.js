'use strict';

// What the guide adds to mdBook's own script. Without JavaScript every page still reads in full.

/** Tells people who listen instead of looking. */
const announce = (() => {
    const status = document.createElement('div');
    status.className = 'visually-hidden';
    status.setAttribute('role', 'status');
    document.body.append(status);
    return text => {
        // The same words again are news only after other words.
        status.textContent = '';
        requestAnimationFrame(() => {
            status.textContent = text;
        });
    };
})();

/** The heading that an element of the text stands under. */
function headingOf(element) {
    let before = element;
    while (before && !/^H[1-6]$/.test(before.tagName)) {
        before = before.previousElementSibling;
    }
    return before;
}

/** Lets keys do what a click does. */
function pressable(element) {
    element.tabIndex = 0;
    element.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            element.click();
        }
    });
}

(function landmarks() {
    document.getElementById('mdbook-menu-bar').setAttribute('role', 'banner');
    // The page's own title is its first heading.
    document.querySelector('.menu-title').setAttribute('role', 'presentation');

    const main = document.querySelector('main');
    main.id = 'mdbook-main';
    const skip = document.createElement('a');
    skip.className = 'skip-link';
    skip.href = '#mdbook-main';
    skip.textContent = 'Skip to the text';
    skip.addEventListener('click', event => {
        // A page with a base, as 404.html, would go elsewhere.
        event.preventDefault();
        main.tabIndex = -1;
        main.focus();
        main.scrollIntoView();
    });
    document.body.prepend(skip);

    // The boxes of a list of tasks have no names of their own.
    for (const box of document.querySelectorAll('main li input[type="checkbox"]')) {
        box.setAttribute('aria-label', box.closest('li').textContent.trim());
    }
})();

(function tableOfContents() {
    // A label that toggles a hidden checkbox has no place for the keyboard: a button clicks it.
    const label = document.getElementById('mdbook-sidebar-toggle');
    const sidebar = document.getElementById('mdbook-sidebar');
    const toggle = document.createElement('button');
    toggle.type = 'button';
    toggle.id = 'guide-contents-toggle';
    toggle.className = 'icon-button';
    toggle.title = 'Table of contents';
    toggle.setAttribute('aria-label', toggle.title);
    toggle.setAttribute('aria-controls', sidebar.id);
    toggle.append(...label.childNodes);
    toggle.addEventListener('click', () => label.click());
    label.hidden = true;
    label.before(toggle);
    const mirror = () => {
        toggle.setAttribute('aria-expanded', label.getAttribute('aria-expanded'));
    };
    mirror();
    new MutationObserver(mirror).observe(label, { attributeFilter: ['aria-expanded'] });

    document.addEventListener('keydown', event => {
        const open = toggle.getAttribute('aria-expanded') === 'true';
        if (event.key === 'Escape' && open && sidebar.contains(document.activeElement)) {
            toggle.click();
            toggle.focus();
        }
    });

    for (const fold of sidebar.querySelectorAll('.chapter-fold-toggle')) {
        const item = fold.closest('li');
        const name = item.querySelector('a[href]');
        pressable(fold);
        fold.setAttribute('role', 'button');
        fold.setAttribute('aria-label', `Pages under ${name ? name.textContent.trim() : 'this'}`);
        const tell = () => {
            fold.setAttribute('aria-expanded', String(item.classList.contains('expanded')));
        };
        tell();
        new MutationObserver(tell).observe(item, { attributeFilter: ['class'] });
    }
})();

(function keys() {
    // Bare letters and arrows belong to the reader: to move the text, and to those who speak
    // to their computer (WCAG 2.1.4). Chapters have their links, and search has Ctrl+K.
    const taken = new Set(['ArrowLeft', 'ArrowRight', 's', 'S', '/', '?']);
    window.addEventListener('keydown', event => {
        const bare = !event.ctrlKey && !event.altKey && !event.metaKey;
        const typing = event.target instanceof Element
            && event.target.closest('input, select, textarea');
        if (bare && !typing && taken.has(event.key)) {
            event.stopPropagation();
        }
    }, true);
    for (const link of document.querySelectorAll('[aria-keyshortcuts]')) {
        link.removeAttribute('aria-keyshortcuts');
    }
    document.getElementById('mdbook-help-container')?.remove();

    const search = document.getElementById('mdbook-search-toggle');
    if (search) {
        search.title = 'Search (Ctrl+K)';
        search.setAttribute('aria-label', 'Search');
        search.setAttribute('aria-keyshortcuts', 'Control+K Meta+K');
        document.addEventListener('keydown', event => {
            const modified = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
            if (modified && event.key.toLowerCase() === 'k') {
                event.preventDefault();
                if (search.getAttribute('aria-expanded') !== 'true') {
                    search.click();
                }
                document.getElementById('mdbook-searchbar').focus();
            }
        });
    }
    document.getElementById('mdbook-searchbar')?.setAttribute('aria-label', 'Search this book');
})();

(function names() {
    const names = {
        bat: 'Windows cmd',
        console: 'Terminal',
        env: '.env',
        fish: 'fish',
        hcl: 'Terraform',
        ini: 'INI',
        json: 'JSON',
        output: 'Output',
        powershell: 'PowerShell',
        python: 'Python',
        sh: 'Shell',
        systemd: 'systemd',
        toml: 'TOML',
        yaml: 'YAML',
    };
    for (const code of document.querySelectorAll('pre > code[class*=language-]')) {
        const language = /\blanguage-(\w+)/.exec(code.className)?.[1];
        const buttons = code.parentElement.querySelector('.buttons');
        if (buttons && Object.hasOwn(names, language ?? '')) {
            const name = document.createElement('span');
            name.textContent = names[language];
            buttons.prepend(name);
        }
    }
})();

(function copying() {
    for (const button of document.querySelectorAll('.clip-button')) {
        const word = document.createElement('span');
        word.className = 'copy-word';
        word.textContent = 'Copy';
        button.append(word);
        button.removeAttribute('title');
        button.setAttribute('aria-label', 'Copy');
        // mdBook writes there what came of it.
        new MutationObserver(() => {
            if (button.firstChild.textContent) {
                announce(button.firstChild.textContent);
            }
        }).observe(button.firstChild, { childList: true });
    }

    // mdBook copies the first `code` in the block: of a session, that is what to type.
    for (const code of document.querySelectorAll('pre > code.language-console')) {
        if (typed(code.textContent) !== null) {
            const copied = document.createElement('code');
            copied.hidden = true;
            copied.className = 'copied';
            const update = () => {
                copied.textContent = typed(code.textContent);
            };
            update();
            // The reader's choices stand in it.
            document.addEventListener('mdbook-aws:chosen', update);
            code.parentElement.prepend(copied);
        }
    }

    /** The commands of a session without prompts and output; null where there is no prompt. */
    function typed(session) {
        const lines = [];
        let continues = false;
        for (const line of session.split('\n')) {
            if (continues) {
                lines.push(line.replace(/^> /, ''));
            } else if (line.startsWith('$ ')) {
                lines.push(line.slice(2));
            } else {
                continue;
            }
            continues = /(^|[^\\])(\\\\)*\\$/.test(line);
        }
        return lines.length ? `${lines.join('\n')}\n` : null;
    }
})();

(function longTables() {
    /** So many rows are looked through by a filter, not by eye. */
    const LONG = 12;

    for (const wrapper of document.querySelectorAll('main .table-wrapper')) {
        const rows = [...wrapper.querySelectorAll('tbody tr')];
        if (rows.length < LONG) {
            continue;
        }
        wrapper.classList.add('long');
        const cells = row => [...row.cells].map(cell => cell.textContent.trim());
        const head = cells(wrapper.querySelector('thead tr'));
        const texts = rows.map(row => cells(row).join(' ').toLowerCase());

        const label = document.createElement('label');
        const input = document.createElement('input');
        input.type = 'search';
        input.autocomplete = 'off';
        input.spellcheck = false;
        label.append('Filter ', input);

        const count = document.createElement('span');
        count.setAttribute('role', 'status');
        count.textContent = `${rows.length} rows`;

        input.addEventListener('input', () => {
            const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
            let shown = 0;
            for (const [index, row] of rows.entries()) {
                row.hidden = !words.every(word => texts[index].includes(word));
                shown += row.hidden ? 0 : 1;
            }
            count.textContent = words.length
                ? `${shown} of ${rows.length} rows`
                : `${rows.length} rows`;
        });

        const before = headingOf(wrapper);
        const name = before?.id || 'table';
        const tools = document.createElement('div');
        tools.className = 'table-tools';
        tools.append(
            label,
            count,
            download('CSV', `${name}.csv`, 'text/csv', () => (
                [head, ...rows.map(cells)]
                    .map(row => `${row.map(quoted).join(',')}\r\n`)
                    .join('')
            )),
            download('JSON', `${name}.json`, 'application/json', () => {
                const objects = rows.map(row => (
                    Object.fromEntries(cells(row).map((cell, index) => [head[index], cell]))
                ));
                return `${JSON.stringify(objects, null, 2)}\n`;
            }),
        );
        wrapper.before(tools);
    }

    /** A button that saves all rows of a table, whatever the filter shows. */
    function download(format, name, type, content) {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = `Download ${format}`;
        button.addEventListener('click', () => {
            const link = document.createElement('a');
            link.href = URL.createObjectURL(new Blob([content()], { type }));
            link.download = name;
            link.click();
            URL.revokeObjectURL(link.href);
        });
        return button;
    }

    /** A field of a CSV file, by RFC 4180. */
    function quoted(field) {
        return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
    }
})();

(function scrolling() {
    // What scrolls within itself can be reached and scrolled by keyboard.
    const names = new Map();
    const used = new Map();
    for (const wrapper of document.querySelectorAll('.table-wrapper')) {
        const before = headingOf(wrapper);
        const name = before ? `Table: ${before.textContent.trim()}` : 'Table';
        const count = (used.get(name) ?? 0) + 1;
        used.set(name, count);
        names.set(wrapper, count > 1 ? `${name} (${count})` : name);
    }
    const parts = [...document.querySelectorAll('pre > code:not([hidden]), .table-wrapper')];
    const update = () => {
        for (const part of parts) {
            if (part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight) {
                part.tabIndex = 0;
                if (names.has(part)) {
                    part.setAttribute('role', 'region');
                    part.setAttribute('aria-label', names.get(part));
                }
            } else {
                for (const name of ['tabindex', 'role', 'aria-label']) {
                    part.removeAttribute(name);
                }
            }
        }
    };
    update();
    if (parts.length) {
        new ResizeObserver(update).observe(document.querySelector('main'));
    }
})();
