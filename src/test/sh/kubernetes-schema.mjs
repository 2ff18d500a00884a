// Holds manifests against the Kubernetes and Gateway API schemas: node kubernetes-schema.mjs TOOLS FILE..
//
// The packages' validators look only at the fields they know. What they never asked for is a field that does not exist:
// it is found by watching what they read, and refused as a strict API server does. Prints one line a problem.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [tools, ...files] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${tools}/`));
const yaml = require('yaml');

const modelPackage = group => (group.startsWith('gateway.networking.') ? '@kubernetes-models/gateway-api' : 'kubernetes-models');

async function validatorOf(apiVersion, kind) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const folder = group === '' ? version : `${group}/${version}`;
    const model = `${tools}/node_modules/${modelPackage(group)}/${folder}/${kind}.js`;
    const schema = readFileSync(model, 'utf8').match(/import\{validate\}from"([^"]+)"/)[1];
    return (await import(new URL(schema, pathToFileURL(model)).href)).validate;
}

// A view of the value that remembers which of its keys were read, by path.
function watched(value, path, read) {
    if (value === null || typeof value !== 'object') {
        return value;
    }
    return new Proxy(value, {
        get(target, key) {
            const inner = target[key];
            if (typeof key !== 'string' || !Object.hasOwn(target, key) || (Array.isArray(target) && key === 'length')) {
                return inner;
            }
            read.add(`${path}/${key}`);
            return watched(inner, `${path}/${key}`, read);
        },
    });
}

function unread(value, path, read) {
    if (value === null || typeof value !== 'object') {
        return [];
    }
    return Object.entries(value).flatMap(([key, inner]) =>
        read.has(`${path}/${key}`) ? unread(inner, `${path}/${key}`, read) : [`${path}/${key}`]);
}

async function problemsOf(document) {
    let validate;
    try {
        validate = await validatorOf(document.apiVersion, document.kind);
    } catch (missing) {
        return [`no schema of ${document.apiVersion} ${document.kind}: ${missing.message}`];
    }
    const read = new Set();
    const isValid = validate(watched(document, '', read));
    const problems = isValid ? [] : validate.errors.map(error => `${error.instancePath}: ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`);
    // Maps of strings and free-form values have no fields to know.
    const free = /\/(labels|annotations|matchLabels|nodeSelector|data|selector|requests|limits)\/[^/]+$/;
    return [...problems, ...unread(document, '', read).filter(path => !free.test(path)).map(path => `${path}: no such field`)];
}

let failed = false;
let checked = 0;
for (const file of files) {
    for (const parsed of yaml.parseAllDocuments(readFileSync(file, 'utf8'), { uniqueKeys: true })) {
        const document = parsed.toJS();
        const name = `${file}: ${document?.kind} ${document?.metadata?.name}`;
        const problems = parsed.errors.length > 0 ? parsed.errors.map(error => error.message) : document === null ? [] : await problemsOf(document);
        problems.forEach(problem => console.log(`${name}: ${problem}`));
        failed ||= problems.length > 0;
        checked += document === null ? 0 : 1;
    }
}
if (checked === 0) {
    console.log('no manifest found');
    failed = true;
}
process.exitCode = failed ? 1 : 0;
