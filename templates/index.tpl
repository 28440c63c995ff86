{{%AUTOESCAPE context="HTML"}}
{{!The index, whole or of one category.}}
{{#WHOLE}}
<h1>{{FAQ_TITLE}}</h1>
{{/WHOLE}}
{{#FILTERED}}
<h1>{{CATEGORY_TITLE}}</h1>
{{/FILTERED}}
{{>SEARCH}}
{{#HAS_INTRO}}
{{!INTRO_HTML comes from the Markdown renderer, in its safe mode.}}
<div class="intro prose">
{{INTRO_HTML:none}}</div>
{{/HAS_INTRO}}
<div class="columns">
{{#CONTENTS}}
<nav class="aside contents" aria-labelledby="contents">
<h2 id="contents">{{T_CONTENTS}}</h2>
<ul>
{{#CONTENTS_ITEM}}
<li><a href="#c-{{CATEGORY_SLUG}}">{{CATEGORY_TITLE}}</a> <span>{{COUNT}}</span></li>
{{/CONTENTS_ITEM}}
</ul>
</nav>
{{/CONTENTS}}
<div class="body">
{{#CATEGORY}}
<div class="category">
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
</div>
{{/CATEGORY}}
{{#HAS_ALL}}
<p class="hint"><a href="{{INDEX_URL}}all">{{T_ALL_ANSWERS}}</a></p>
{{/HAS_ALL}}
{{#EMPTY}}
<p>{{T_NO_QUESTIONS}}</p>
{{/EMPTY}}
{{#HAS_CLOSING}}
{{!Safe Markdown, as above.}}
<div class="closing prose">
{{CLOSING_HTML:none}}</div>
{{/HAS_CLOSING}}
</div>
</div>
