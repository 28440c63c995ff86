{{%AUTOESCAPE context="HTML"}}
{{!A list of found questions, included as HITS.}}
<ol class="hits" role="list">
{{#HIT}}
<li>
<a href="{{URL}}">{{#TITLE_PART}}{{TEXT}}{{#MARKED}}<mark>{{MATCH}}</mark>{{/MARKED}}{{/TITLE_PART}}</a>
{{#SNIPPET}}
{{!An ellipsis says to the eye that there is more; it is not read out.}}
<p>{{#CUT_BEFORE}}<span aria-hidden="true">…</span>{{/CUT_BEFORE}}{{#SNIPPET_PART}}{{TEXT}}{{#MARKED}}<mark>{{MATCH}}</mark>{{/MARKED}}{{/SNIPPET_PART}}{{#CUT_BEHIND}}<span aria-hidden="true">…</span>{{/CUT_BEHIND}}</p>
{{/SNIPPET}}
{{#INTRO}}
<p class="hint">{{T_INTRODUCTION}}</p>
{{/INTRO}}
{{#HAS_CATEGORY}}
<p class="hint">{{CATEGORY_TITLE}}</p>
{{/HAS_CATEGORY}}
</li>
{{/HIT}}
</ol>
