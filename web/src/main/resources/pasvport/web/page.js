'use strict';

const part = id => document.getElementById(id);
const form = part('form');

/** An element with a class, and text or further elements in it. */
function made(name, kind, ...content) {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  element.append(...content);
  return element;
}

/** Asks the vantage; what is no success becomes an error that holds the answer. */
async function ask(path, body) {
  const response = await fetch(path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: 'Bearer ' + part('token').value.trim() },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const wait = response.headers.get('retry-after');
    const message = answer.message || 'The vantage answered ' + response.status + '.';
    throw Object.assign(new Error(wait ? message + ' Ask again in ' + wait + ' s.' : message), { answer });
  }
  return answer;
}

function show(id, shown) {
  part(id).hidden = !shown;
}

/** Of names and addresses an IPv6 address alone needs brackets in a URL. */
function url() {
  const host = part('host').value.trim().replace(/^[a-z]+:\/\//i, '');
  const bare = /^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(host);
  return part('scheme').value + '://' + (bare ? '[' + host + ']' : host);
}

function clock(seconds) {
  return seconds.toFixed(1).padStart(6) + ' s';
}

const signs = { sent: '>', received: '<', done: '*' };

function progress(line) {
  const sign = signs[line.kind] || ' ';
  part('lines').append(clock(line['at-seconds']) + '  ' + (line.session || ' ') + ' ' + sign + ' ' + line.text + '\n');
  part('lines').scrollTop = part('lines').scrollHeight;
  if (line.kind === 'done') part('now').textContent = line.text;
}

function list(title, items) {
  if (!items.length) return [];
  return [made('h4', '', title), made('ul', '', ...items.map(item => made('li', 'raw', item)))];
}

/** Commands stand indented; all else is a sentence. */
function remedy(steps) {
  if (!steps.length) return [];
  return [made('h4', '', 'What to do'), ...steps.map(step => made(step.startsWith('  ') ? 'pre' : 'p', '', step.trim()))];
}

function table(title, heads, rows) {
  if (!rows.length) return [];
  const head = made('tr', '', ...heads.map(text => {
    const cell = made('th', '', text);
    cell.scope = 'col';
    return cell;
  }));
  return [made('table', '', made('caption', '', title), made('thead', '', head), made('tbody', '', ...rows))];
}

function mark(good, yes, no) {
  return made('td', 'mark ' + (good ? 'good' : 'bad'), good ? '✓ ' + yes : '✗ ' + no);
}

function finding(each) {
  const clients = each.clients.map(client =>
    made('tr', '', made('td', '', client.client), mark(client.works, 'works', 'fails'), made('td', '', client.note)));
  return made('article', each.severity,
    made('p', 'badge', each.severity + ' · ' + each.certainty),
    made('h3', '', each.id),
    made('p', '', each.verdict),
    ...list('What shows it', each.evidence),
    ...remedy(each.remedy),
    ...table('Clients', ['client', 'outcome', 'why'], clients));
}

function outcome(report) {
  part('verdict').textContent = report.headline;
  part('verdict').className = report.outcome;
  part('about').textContent = 'Server: ' + report.server + '. ' + report.sessions + ' sessions, '
    + report['data-connections'] + ' data connections, ' + report['took-seconds'].toFixed(1) + ' s.';
  part('findings').replaceChildren(...report.findings.map(finding));
  part('ways').replaceChildren(...table('Ways for data', ['mode', 'family', 'protection', 'outcome'],
    report.ways.map(way => made('tr', '', made('td', '', way.mode), made('td', '', way.family),
      made('td', '', way.tls ? 'TLS' : 'in clear'), mark(way.state === 'works', 'works', 'fails')))));
  show('outcome', true);
  part('verdict').focus();
}

async function follow(id) {
  for (let next = 0; ;) {
    const news = await ask('tests/' + id + '?wait=20&after=' + next);
    next = news.next;
    if (news.state === 'waiting') part('now').textContent = 'Other tests come first.';
    news.lines.forEach(progress);
    if (news.result) return news.result;
    if (news.state === 'failed') throw new Error('The test has failed; the vantage’s log says why.');
  }
}

function refused(error) {
  const challenge = error.answer && error.answer.challenge;
  if (challenge) {
    part('challenge-why').textContent = 'Nothing at ' + challenge.host + ' says so yet, and this vantage tests only what belongs to those who ask.';
    part('challenge-text').textContent = challenge.text;
    part('challenge-record').textContent = challenge.record + '. TXT "' + challenge.text + '"';
    show('challenge', true);
    part('challenge-title').focus();
    return;
  }
  part('error').textContent = error.message;
  show('error', true);
  const refusal = error.answer && error.answer.refusal;
  const field = part(refusal === 'unknown-token' ? 'token' : 'host');
  field.setAttribute('aria-invalid', 'true');
  field.focus();
}

function missing() {
  return ['token', 'host'].map(part).find(field => !field.value.trim());
}

async function run() {
  ['error', 'challenge', 'outcome', 'progress'].forEach(id => show(id, false));
  ['token', 'host'].forEach(id => part(id).removeAttribute('aria-invalid'));
  const empty = missing();
  if (empty) {
    empty.setAttribute('aria-invalid', 'true');
    part('error').textContent = empty.id === 'token' ? 'The token is missing.' : 'The host is missing.';
    show('error', true);
    empty.focus();
    return;
  }
  const order = { target: url(), user: part('user').value, password: part('password').value };
  part('fields').disabled = true;
  part('lines').textContent = '';
  part('now').textContent = 'Looking whether the server is yours.';
  part('now').classList.add('running');
  show('progress', true);
  try {
    outcome(await follow((await ask('tests', order)).id));
    part('now').textContent = 'Done.';
  } catch (error) {
    show('progress', false);
    part('fields').disabled = false;
    refused(error);
  } finally {
    part('fields').disabled = false;
    part('now').classList.remove('running');
  }
}

form.addEventListener('submit', event => {
  event.preventDefault();
  run();
});
