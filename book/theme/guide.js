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
        const commands = typed(code.textContent);
        if (commands !== null) {
            const copied = document.createElement('code');
            copied.hidden = true;
            copied.className = 'copied';
            copied.textContent = commands;
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

(function scrolling() {
    // What scrolls within itself can be reached and scrolled by keyboard.
    const names = new Map();
    const used = new Map();
    for (const wrapper of document.querySelectorAll('.table-wrapper')) {
        let before = wrapper;
        while (before && !/^H[1-6]$/.test(before.tagName)) {
            before = before.previousElementSibling;
        }
        const name = before ? `Table: ${before.textContent.trim()}` : 'Table';
        const count = (used.get(name) ?? 0) + 1;
        used.set(name, count);
        names.set(wrapper, count > 1 ? `${name} (${count})` : name);
    }
    const parts = [...document.querySelectorAll('pre > code:not([hidden]), .table-wrapper')];
    const update = () => {
        for (const part of parts) {
            if (part.scrollWidth > part.clientWidth) {
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
