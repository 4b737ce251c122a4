// The built site on loopback, and a browser that looks at it.
import { createServer } from 'node:http';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { chromium } from 'playwright-core';

/** The folder of the built pages. */
export const SITE = process.env.SITE;
if (!SITE || !existsSync(join(SITE, 'index.html'))) {
    throw new Error('SITE must name the folder of the built pages; tests/guide/browser.rs sets it');
}

/** mdBook's themes. */
export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Long enough for a machine that is busy with other things. */
export const PATIENCE = 60_000;

const TYPES = {
    '.css': 'text/css',
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.json': 'application/json',
    '.md': 'text/markdown; charset=utf-8',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.txt': 'text/plain; charset=utf-8',
    '.xml': 'application/xml',
};

/** Every file of the site, as a path from its root. */
export function files(folder = SITE) {
    return readdirSync(folder, { withFileTypes: true })
        .flatMap(entry => {
            const path = join(folder, entry.name);
            return entry.isDirectory() ? files(path) : [relative(SITE, path)];
        })
        .sort();
}

/** The pages that people read; `toc.html` is a part of each for those without JavaScript. */
export const PAGES = files().filter(path => path.endsWith('.html') && path !== 'toc.html');

/** The pages of chapters. */
export const CHAPTERS = PAGES.filter(path => !['404.html', 'print.html'].includes(path));

/** Every page but those of the checks, which are many and made alike: of these, one a family. */
export const SAMPLE = PAGES.filter((path, index) => (
    !path.startsWith('reference/') || dirname(path) !== dirname(PAGES[index - 1])
));

/** Serves the site; the result has its `url`, and `close()`. */
export async function serve() {
    const server = createServer((request, response) => {
        const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
        const file = join(SITE, path.endsWith('/') ? `${path}index.html` : path);
        const found = file.startsWith(SITE) && existsSync(file) && statSync(file).isFile();
        const body = readFileSync(found ? file : join(SITE, '404.html'));
        const type = TYPES[found ? extname(file) : '.html'] ?? 'application/octet-stream';
        response.writeHead(found ? 200 : 404, { 'content-type': type }).end(body);
    });
    await new Promise(resolve => {
        server.listen(0, '127.0.0.1', resolve);
    });
    return {
        url: `http://127.0.0.1:${server.address().port}/`,
        close: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        // Containers have neither what its sandbox needs nor much shared memory.
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
        timeout: PATIENCE,
    });
}

/** A page that hears of everything that goes wrong: see `page.faults`. */
export async function open(browser, options = {}) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENCE);
    // The page for printing would print.
    await context.addInitScript(() => {
        window.print = () => {};
    });
    const page = await context.newPage();
    page.faults = [];
    page.on('pageerror', error => page.faults.push(`${error}`));
    page.on('console', message => {
        if (['error', 'warning'].includes(message.type())) {
            page.faults.push(message.text());
        }
    });
    return page;
}

/** Runs `look` over `items` with a few pages at once. */
export async function each(browser, options, items, look) {
    const waiting = [...items];
    await Promise.all([0, 1].map(async () => {
        const page = await open(browser, options);
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
            await look(page, item);
        }
        await page.context().close();
    }));
}
