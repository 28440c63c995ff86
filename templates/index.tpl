{{%AUTOESCAPE context="HTML"}}
{{!The index, whole or of one category.}}
{{#WHOLE}}
<h1>{{FAQ_TITLE}}</h1>
{{/WHOLE}}
{{#FILTERED}}
<h1>{{CATEGORY_TITLE}}</h1>
{{/FILTERED}}
{{#HAS_INTRO}}
{{!INTRO_HTML comes from the Markdown renderer, in its safe mode.}}
<div class="intro prose">
{{INTRO_HTML:none}}</div>
{{/HAS_INTRO}}
{{>SEARCH}}
{{#FILTERED}}
<p class="hint"><a href="{{INDEX_URL}}">Show all questions</a></p>
{{/FILTERED}}
{{#CATEGORY}}
<section class="category">
{{#HAS_TITLE}}
<h2 id="c-{{CATEGORY_SLUG}}">{{CATEGORY_TITLE}}</h2>
{{/HAS_TITLE}}
{{#HAS_CATEGORY_INTRO}}
{{!Safe Markdown, as above.}}
<div class="prose">
{{CATEGORY_INTRO_HTML:none}}</div>
{{/HAS_CATEGORY_INTRO}}
<ul class="questions">
{{#ENTRY}}
<li><a href="{{URL}}">{{QUESTION}}</a></li>
{{/ENTRY}}
</ul>
</section>
{{/CATEGORY}}
{{#EMPTY}}
<p>There are no questions here yet.</p>
{{/EMPTY}}
{{#HAS_CLOSING}}
{{!Safe Markdown, as above.}}
<div class="closing prose">
{{CLOSING_HTML:none}}</div>
{{/HAS_CLOSING}}
