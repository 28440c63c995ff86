{{%AUTOESCAPE context="HTML"}}
{{!What a search found.}}
<h1>
{{#NONE}}
No questions match
{{/NONE}}
{{#ONE}}
1 question matches
{{/ONE}}
{{#MANY}}
{{COUNT}} questions match
{{/MANY}}
<q>{{QUERY}}</q>
</h1>
{{>SEARCH}}
{{#FILTERED}}
<p class="hint">Searched only in <strong>{{CATEGORY_TITLE}}</strong>. <a href="{{ALL_URL}}">Search all questions</a></p>
{{/FILTERED}}
{{>HITS}}
{{#NONE}}
<div class="prose">
<p>These may help:</p>
<ul>
<li>Check the spelling.</li>
<li>Try other words, or fewer of them.</li>
<li>Look through <a href="{{INDEX_URL}}">all questions</a>.</li>
</ul>
</div>
{{/NONE}}
