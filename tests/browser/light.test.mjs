import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { CHAPTERS, SAMPLE, SITE, each, files, launch, serve } from './support.mjs';

const LIMIT = 90_000;

let browser;
let site;
before(async () => {
    [browser, site] = [await launch(), await serve()];
});
after(async () => {
    await browser?.close();
    site?.close();
});

test('a page weighs at most 90 kB, asks no one else, and breaks no rule of its own', async () => {
    const wrong = [];
    await each(browser, {}, SAMPLE, async (page, path) => {
        const requested = new Set();
        page.removeAllListeners('request');
        page.on('request', request => requested.add(request.url()));
        page.faults.length = 0;
        await page.goto(site.url + path, { waitUntil: 'load' });
        let weight = 0;
        for (const url of requested) {
            if (url.startsWith('data:')) {
                continue;
            }
            if (!url.startsWith(site.url)) {
                wrong.push(`${path} asks for ${url}`);
            } else if (!/searchindex-\w+\.js$/.test(url)) {
                weight += gzipSync(readFileSync(join(SITE, new URL(url).pathname))).length;
            }
        }
        // The page of all pages is as heavy as they are.
        if (weight > LIMIT && path !== 'print.html') {
            wrong.push(`${path} weighs ${weight} bytes`);
        }
        wrong.push(...page.faults.map(fault => `${path}: ${fault}`));
    });
    assert.deepEqual(wrong, []);
});

test('the rules of a page forbid what is not in it', async () => {
    await each(browser, {}, CHAPTERS.slice(0, 2), async (page, path) => {
        await page.goto(site.url + path);
        const refused = await page.evaluate(() => new Promise(resolve => {
            const seen = [];
            document.addEventListener('securitypolicyviolation', event => {
                seen.push(event.effectiveDirective);
                if (seen.length === 3) {
                    resolve(seen.sort());
                }
            });
            const script = document.createElement('script');
            script.textContent = 'window.intruder = true';
            document.body.append(script);
            new Image().src = 'https://example.com/x.png';
            fetch('https://example.com/').catch(() => {});
        }));
        assert.deepEqual(refused, ['connect-src', 'img-src', 'script-src-elem']);
        assert.equal(await page.evaluate(() => window.intruder), undefined);
    });
});

test('the guide works from disk', async () => {
    const wrong = [];
    await each(browser, {}, SAMPLE.filter(path => path !== '404.html'), async (page, path) => {
        page.faults.length = 0;
        await page.goto(pathToFileURL(join(SITE, path)).href);
        wrong.push(...page.faults.map(fault => `${path}: ${fault}`));
        await page.locator('.skip-link').waitFor({ state: 'attached' });
        const links = await page.locator('#mdbook-sidebar a[href]').count();
        assert.ok(links > 20, `${path} has ${links} links to others`);
    });
    assert.deepEqual(wrong, []);
    await each(browser, {}, ['index.html'], async (page, path) => {
        await page.goto(pathToFileURL(join(SITE, path)).href);
        await page.keyboard.press('Control+k');
        await page.keyboard.type('accessdenied');
        await page.locator('#mdbook-searchresults a').first().waitFor();
    });
});

test('every page has a Markdown twin, an address of its own, and its place in the map', () => {
    const map = readFileSync(join(SITE, 'sitemap.xml'), 'utf8');
    const index = readFileSync(join(SITE, 'llms.txt'), 'utf8');
    const canonical = [];
    const attribute = (html, tag) => html.match(tag)?.[1] ?? assert.fail(`${tag} is missing`);
    for (const path of CHAPTERS) {
        const html = readFileSync(join(SITE, path), 'utf8');
        const twin = attribute(html, /<link rel="alternate" type="text\/markdown" href="([^"]+)">/);
        const href = join(dirname(path), twin);
        assert.ok(existsSync(join(SITE, href)), `${path}: ${href}`);
        assert.ok(index.includes(`${href})`), `${href} is not in llms.txt`);
        const address = attribute(html, /<link rel="canonical" href="([^"]+)">/);
        assert.ok(map.includes(`<loc>${address}</loc>`), `${address} is not in the map`);
        canonical.push(address);
    }
    assert.equal(new Set(canonical).size, CHAPTERS.length);
    assert.equal(map.split('<loc>').length - 1, CHAPTERS.length);
    const unreplaced = files()
        .filter(path => path.endsWith('.md'))
        .filter(path => /^\{\{#/m.test(readFileSync(join(SITE, path), 'utf8')));
    assert.deepEqual(unreplaced.filter(path => !path.startsWith('reference/')), []);
});
