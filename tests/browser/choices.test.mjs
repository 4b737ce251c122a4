import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { CHAPTERS, SITE, each, launch, open, serve } from './support.mjs';

let browser;
let site;

before(async () => {
    [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
    site.close();
    await browser.close();
});

/** What the build says that may be copied: of each page its blocks, of each block its texts. */
const RECORD = JSON.parse(readFileSync(join(SITE, 'snippets.json'), 'utf8'));

/** Pages with slots. */
const CHOOSING = Object.entries(RECORD.pages)
    .filter(([, blocks]) => blocks.some(copies => copies.length > 1))
    .map(([path]) => path);

const sha256 = text => createHash('sha256').update(text, 'utf8').digest('hex');

/** What each copy button of a page hands to the clipboard, in order. */
const copies = page => page.evaluate(() => (
    [...document.querySelectorAll('main pre')].map(pre => {
        const button = pre.querySelector('.clip-button');
        if (!button) {
            return null;
        }
        let copied;
        document.addEventListener('copy', () => {
            copied = document.activeElement.value ?? String(getSelection());
        }, { once: true, capture: true });
        button.click();
        return copied;
    })
));

/** The texts of a page that the build did not record for what is chosen. */
async function unrecorded(page, path, chosen) {
    const texts = await copies(page);
    const blocks = RECORD.pages[path];
    assert.equal(texts.length, blocks.length, path);
    return texts.filter((text, index) => {
        const allowed = blocks[index].filter(({ choices = {} }) => (
            Object.entries(choices).every(([name, value]) => (chosen[name] ?? value) === value)
        ));
        return text === null || !allowed.some(copy => copy.sha256 === sha256(text));
    });
}

/** What is chosen on a page. */
const chosenOn = page => page.evaluate(() => (
    Object.fromEntries([...document.querySelectorAll('.aws-choices select, .aws-choices input')]
        .map(control => [control.name, control.value]))
));

test('every block of every page copies exactly what the build recorded', async () => {
    assert.ok(CHAPTERS.length > 15);
    let blocks = 0;
    const wrong = [];
    await each(browser, {}, Object.keys(RECORD.pages), async (page, path) => {
        await page.goto(site.url + path);
        wrong.push(...(await unrecorded(page, path, await chosenOn(page))).map(text => [path, text]));
        blocks += RECORD.pages[path].length;
    });
    assert.deepEqual(wrong, []);
    assert.ok(blocks > 100);
});

test('so it does for every value that can be chosen', async () => {
    assert.ok(CHOOSING.length > 0);
    const wrong = [];
    let chosen = 0;
    await each(browser, {}, CHOOSING, async (page, path) => {
        await page.goto(site.url + path);
        for (const select of await page.locator('.aws-choices select').all()) {
            const name = await select.getAttribute('name');
            const values = await select.locator('option').evaluateAll(options => (
                options.map(option => option.value)
            ));
            for (const value of values) {
                await select.selectOption(value);
                const now = await chosenOn(page);
                assert.equal(now[name], value);
                const texts = await unrecorded(page, path, now);
                wrong.push(...texts.map(text => [path, name, value, text]));
                chosen += 1;
            }
            await select.selectOption(values[0]);
        }
        assert.deepEqual(page.faults, []);
    });
    assert.deepEqual(wrong, []);
    assert.ok(chosen > 36);
});

test('a choice stands in the address, is remembered, and an address comes first', async () => {
    const page = await open(browser);
    await page.goto(`${site.url}configure.html`);
    const code = page.locator('main pre > code').first();
    assert.match(await code.textContent(), /AWS_REGION=us-west-2\n/);
    await page.locator('select[name=region]').focus();
    await page.keyboard.type('eu-west-1');
    await page.keyboard.press('Tab');
    assert.match(await code.textContent(), /AWS_REGION=eu-west-1\nAWS_DEFAULT_REGION=eu-west-1\n/);
    assert.equal(new URL(page.url()).search, '?region=eu-west-1');
    await page.locator('.aws-status').filter({ hasText: 'eu-west-1' }).waitFor({ state: 'attached' });

    await page.goto(`${site.url}configure.html?shell=fish#env-files`);
    assert.match(await code.textContent(), /AWS_REGION=eu-west-1\n/);
    assert.equal(new URL(page.url()).searchParams.get('region'), 'eu-west-1');

    await page.goto(`${site.url}configure.html?region=us-east-1`);
    assert.match(await code.textContent(), /AWS_REGION=us-east-1\n/);
    assert.deepEqual(page.faults, []);
});

test('what is no value of a choice changes nothing', async () => {
    const page = await open(browser);
    const hostile = '<img src=x onerror=alert(1)>';
    await page.addInitScript(text => {
        localStorage.setItem('mdbook-aws-choices', JSON.stringify({ region: text, shell: 3 }));
    }, hostile);
    const query = new URLSearchParams({ region: `us-west-2; rm -rf /${hostile}`, shell: 'zx' });
    await page.goto(`${site.url}configure.html?${query}`);
    assert.equal((await chosenOn(page)).region, 'us-west-2');
    assert.deepEqual(await unrecorded(page, 'configure.html', await chosenOn(page)), []);
    assert.equal(new URL(page.url()).search, '');
    assert.deepEqual(page.faults, []);
});

/** Nothing of the variants that were not chosen is seen, their blocks neither. */
async function othersAreHidden(page) {
    const others = await page.locator('.aws-other').all();
    assert.ok(others.length > 3);
    for (const other of others) {
        assert.equal(await other.isVisible(), false, await other.textContent());
    }
}

test('the env file of the chosen route shows alone', async () => {
    const page = await open(browser);
    await page.goto(`${site.url}llm-dialog-manager.html?route=keys`);
    await othersAreHidden(page);
    const seen = await page.locator('main pre > code.language-env:visible').allTextContents();
    assert.equal(seen.length, 1);
    assert.match(seen[0], /^AWS_ACCESS_KEY_ID=/m);
    assert.deepEqual(page.faults, []);
});

test('the variant of the chosen shell shows, and a link to another chooses that', async () => {
    const page = await open(browser);
    await page.goto(`${site.url}configure.html?shell=powershell`);
    assert.ok(await page.locator('#powershell').isVisible());
    assert.equal(await page.locator('#fish').isVisible(), false);
    assert.ok(await page.locator('#clear-what-could-get-in-the-way').isVisible());
    await othersAreHidden(page);
    await page.evaluate(() => {
        location.hash = 'fish';
    });
    await page.locator('#fish').waitFor({ state: 'visible' });
    assert.equal(await page.locator('#powershell').isVisible(), false);
    assert.equal((await chosenOn(page)).shell, 'fish');
    // On paper nobody can choose.
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('#powershell').isVisible());
    await page.goto(`${site.url}print.html`);
    assert.equal(await page.locator('.aws-other, .aws-choices select').count(), 0);
});

test('without a script every variant stands under its heading, with the defaults', async () => {
    const page = await open(browser, { javaScriptEnabled: false });
    await page.goto(`${site.url}configure.html?region=eu-west-1&shell=fish`);
    for (const id of ['bash-and-zsh', 'fish', 'powershell', 'windows-command-prompt']) {
        assert.ok(await page.locator(`#${id}`).isVisible(), id);
    }
    const told = page.locator('.aws-choices');
    assert.match(await told.innerText(), /written for: Region us-west-2/);
    assert.equal(await told.locator('a').getAttribute('href'), 'regions.html#where-bedrock-is');
    assert.equal(await page.locator('.aws-choices select').count(), 0);
});

test('choices work from a folder', async () => {
    const page = await open(browser);
    await page.goto(`${pathToFileURL(join(SITE, 'configure.html'))}`);
    await page.locator('select[name=region]').selectOption('eu-west-1');
    assert.match(await page.locator('main pre > code').first().textContent(), /=eu-west-1\n/);
    assert.deepEqual(page.faults, []);
});

test('each block of code says in words what was done with it', async () => {
    await each(browser, {}, ['configure.html', 'permissions.html'], async (page, path) => {
        await page.goto(site.url + path);
        const bare = await page.evaluate(() => (
            [...document.querySelectorAll('main pre')]
                .filter(pre => !/language-(text|output)/.test(pre.querySelector('code').className))
                .filter(pre => !pre.nextElementSibling?.matches('.aws-badge:has(a[href])'))
                .map(pre => pre.textContent)
        ));
        assert.deepEqual(bare, []);
        const badge = page.locator('.aws-badge').first();
        assert.match(await badge.innerText(), /^(Executed|Used|Checked|Not checked|Wrong on purpose)\b/);
        await badge.locator('a').click();
        await page.waitForURL(/how-this-guide-is-checked\.html#badges$/);
    });
});

test('what is typed stands in the snippets once it has its form', async () => {
    const page = await open(browser);
    await page.goto(`${site.url}permissions.html`);
    const input = page.getByLabel('AWS account');
    const snippets = page.locator('main pre');
    const shows = async text => (await snippets.allTextContents()).join('').includes(text);
    assert.equal(await input.inputValue(), '111122223333');
    await input.fill('99999999999');
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    await page.getByRole('alert').filter({ hasText: 'It takes 12 digits.' }).waitFor();
    assert.ok(await shows(':111122223333:'));
    await input.fill('999999999999');
    assert.equal(await input.getAttribute('aria-invalid'), 'false');
    assert.ok(await shows(':999999999999:'));
    assert.equal(await shows(':111122223333:'), false);
    const chosen = await chosenOn(page);
    assert.deepEqual(await unrecorded(page, 'permissions.html', chosen), []);
    assert.equal(new URL(page.url()).searchParams.get('account'), '999999999999');
    assert.deepEqual(page.faults, []);
});

test('an address that ends in what is no text breaks nothing', async () => {
    const page = await open(browser);
    for (const end of ['#%', '#%E3%81', '#%zz']) {
        await page.goto(`${site.url}configure.html${end}`);
        await page.evaluate(to => { location.hash = to; }, `${end}%`);
        assert.deepEqual(page.faults, [], end);
        assert.ok(await page.locator('.aws-choices select').count() > 0);
    }
});
