'use strict';

// Colours for the few languages of the guide, under the name by which mdBook calls for a
// highlighter. The library that mdBook brings is half the weight of a page. Only colours hang on
// this: text that it misreads stays as it is.

globalThis.hljs = (() => {
    const string = /"(?:\\[^]|[^"\\])*"|'[^'\n]*'/;
    const comment = /(?:^|\s)#.*/;
    const number = /\b\d+(?:\.\d+)?\b/;
    const shell = {
        comment,
        string,
        variable: /\$\{[^}\n]*\}|\$\w+/,
        attr: /(?:^|\s)--?[A-Za-z][\w-]*/,
        keyword: /\b(?:case|do|done|elif|else|esac|export|fi|for|if|read|set|then|unset|while)\b(?=\s|$)/,
    };
    const assignments = {
        comment: /^\s*[#;].*/,
        section: /^\s*\[[^\]\n]*\]/,
        attr: /^\s*(?:export\s+)?[\w.-]+(?=\s*=)/,
        string,
    };
    const languages = {
        json: {
            attr: /"(?:\\.|[^"\\\n])*"(?=\s*:)/,
            string: /"(?:\\.|[^"\\\n])*"/,
            number,
            literal: /\b(?:true|false|null)\b/,
        },
        sh: shell,
        bash: shell,
        console: shell,
        fish: shell,
        env: assignments,
        ini: assignments,
        systemd: assignments,
        toml: assignments,
        hcl: {
            comment,
            string,
            attr: /^\s*\w+(?=\s*=)/,
            keyword: /^\s*(?:data|locals|output|provider|resource|terraform|variable)\b/,
        },
        powershell: {
            comment,
            string,
            variable: /\$[\w:]+/,
            attr: /\s-[A-Za-z]\w*/,
        },
        python: {
            comment,
            string: /"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/,
            keyword: /\b(?:as|class|def|elif|else|except|for|from|if|import|in|not|print|raise|return|try|while|with)\b/,
            literal: /\b(?:True|False|None)\b/,
            number,
        },
        yaml: {
            comment,
            attr: /^[\s-]*[\w."-]+(?=:(?:\s|$))/,
            string,
            literal: /\b(?:true|false|null)\b/,
        },
    };
    const patterns = new Map();

    function patternFor(name) {
        if (!patterns.has(name) && Object.hasOwn(languages, name)) {
            const parts = Object.entries(languages[name])
                .map(([kind, { source }]) => `(?<${kind}>${source})`);
            patterns.set(name, new RegExp(parts.join('|'), 'gm'));
        }
        return patterns.get(name);
    }

    function highlightBlock(block) {
        const name = /\blanguage-([\w-]+)/.exec(block.className)?.[1];
        const pattern = name && patternFor(name);
        // Hidden lines are elements, which stay whole.
        if (!pattern || block.children.length) {
            return;
        }
        const text = block.textContent;
        const coloured = document.createDocumentFragment();
        let done = 0;
        for (const match of text.matchAll(pattern)) {
            const [kind] = Object.entries(match.groups).find(([, part]) => part !== undefined);
            const span = document.createElement('span');
            span.className = `hljs-${kind}`;
            span.textContent = match[0];
            coloured.append(text.slice(done, match.index), span);
            done = match.index + match[0].length;
        }
        coloured.append(text.slice(done));
        block.replaceChildren(coloured);
    }

    return { configure() {}, highlightBlock };
})();
