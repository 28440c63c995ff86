{{%AUTOESCAPE context="HTML"}}
{{!For the owner: what visitors looked for, as a file. See summary.h.}}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>What visitors looked for – {{FAQ_TITLE}}</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 60em; margin: 2em auto; padding: 0 1em; font: 1em/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .35em .7em .35em 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { overflow-wrap: normal; }
tr { border-bottom: 1px solid #8884; }
.many { width: 20%; }
.bar { height: .6em; margin-top: .45em; background: {{ACCENT}}; border: 1px solid #8888; }
.day { white-space: nowrap; }
code { user-select: all; }
</style>
</head>
<body>
<h1>What visitors looked for</h1>
<p>{{FAQ_TITLE}}, {{FROM}} to {{UNTIL}}. Searches: {{SEARCHES}}; without an answer: {{MISSED}}.</p>
{{#HAS_MISSED}}
<h2>Looked for, and not found</h2>
<p>If you have an answer, copy the line into a file in <code>data</code> and write it below. If the answer is there already, under other words, put these into its question&rsquo;s <code>keywords</code>.</p>
<table>
<thead><tr><th scope="col">Words</th><th scope="col" class="many">How often</th><th scope="col">Last</th><th scope="col">To copy</th></tr></thead>
<tbody>
{{#MISSED_ROW}}
<tr><td>{{WORDS}}</td><td>{{COUNT}}<div class="bar" style="width: {{SHARE}}%"></div></td><td class="day">{{LAST}}</td><td><code>{{LINE}}</code></td></tr>
{{/MISSED_ROW}}
</tbody>
</table>
{{/HAS_MISSED}}
{{#HAS_FOUND}}
<h2>Most searched</h2>
<p>If visitors should find another answer first, put what is in the last column behind its question.</p>
<table>
<thead><tr><th scope="col">Words</th><th scope="col" class="many">How often</th><th scope="col">Hits</th><th scope="col">Last</th><th scope="col">To copy</th></tr></thead>
<tbody>
{{#FOUND_ROW}}
<tr><td>{{WORDS}}</td><td>{{COUNT}}<div class="bar" style="width: {{SHARE}}%"></div></td><td>{{HITS}}</td><td class="day">{{LAST}}</td><td><code>{{LINE}}</code></td></tr>
{{/FOUND_ROW}}
</tbody>
</table>
{{/HAS_FOUND}}
<p>Searches are kept by the day, with nothing about who searched; addresses, numbers and names of accounts are left out. <code>log = no</code> in <code>faq.conf</code> ends it; delete <code>var/searches.txt</code> and <code>var/searches.txt.old</code> to forget them. The whole list is in <code>var/report.csv</code>.</p>
</body>
</html>
