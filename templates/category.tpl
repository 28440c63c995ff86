{{%AUTOESCAPE context="HTML"}}
{{!The questions of one category.}}
<nav class="crumbs" aria-label="{{T_BREADCRUMB}}">
<ol role="list">
<li><a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></li>
</ol>
</nav>
<div class="columns">
<div class="body">
<h1>{{CATEGORY_TITLE}}</h1>
{{#HAS_CATEGORY_INTRO}}
{{!CATEGORY_INTRO_HTML comes from the Markdown renderer, in its safe mode.}}
<div class="prose">
{{CATEGORY_INTRO_HTML:none}}</div>
{{/HAS_CATEGORY_INTRO}}
<ul class="questions" role="list">
{{#ENTRY}}
<li><a href="{{URL}}">{{QUESTION}}</a></li>
{{/ENTRY}}
</ul>
{{>PAGES}}
</div>
{{>CONTENTS}}
</div>
