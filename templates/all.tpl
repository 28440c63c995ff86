{{%AUTOESCAPE context="HTML"}}
{{!All answers on one page, for reading and for print.}}
<h1>{{T_ALL_ANSWERS}}</h1>
{{#HAS_INTRO}}
{{!INTRO_HTML comes from the Markdown renderer, in its safe mode.}}
<div class="intro prose">
{{INTRO_HTML:none}}</div>
{{/HAS_INTRO}}
{{#EMPTY}}
<p>{{T_NO_QUESTIONS}}</p>
{{/EMPTY}}
<div class="columns">
{{!No link of a question holds a capital, so none of theirs is an id here.}}
{{#HAS_ENTRIES}}
<nav class="aside outline" aria-labelledby="Contents">
<h2 id="Contents">{{T_CONTENTS}}</h2>
{{#CATEGORY}}
{{#HAS_TITLE}}
<p><a href="#C-{{CATEGORY_SLUG}}">{{CATEGORY_TITLE}}</a></p>
{{/HAS_TITLE}}
<ul role="list">
{{#ENTRY}}
<li><a href="#{{SLUG}}">{{QUESTION}}</a></li>
{{/ENTRY}}
</ul>
{{/CATEGORY}}
</nav>
{{/HAS_ENTRIES}}
<div class="body">
{{#CATEGORY}}
<div class="category">
{{#HAS_TITLE}}
<h2 id="C-{{CATEGORY_SLUG}}">{{CATEGORY_TITLE}}</h2>
{{/HAS_TITLE}}
{{#HAS_CATEGORY_INTRO}}
{{!Safe Markdown, as above; so is what follows.}}
<div class="prose">
{{CATEGORY_INTRO_HTML:none}}</div>
{{/HAS_CATEGORY_INTRO}}
{{#ENTRY}}
<article>
<h{{LEVEL}} id="{{SLUG}}"><a href="{{URL}}">{{QUESTION}}</a></h{{LEVEL}}>
{{#HAS_ANSWER}}
<div class="prose">
{{ANSWER_HTML:none}}</div>
{{/HAS_ANSWER}}
{{#HAS_UPDATED}}
<p class="hint">{{T_UPDATED}} {{>DATE}}</p>
{{/HAS_UPDATED}}
</article>
{{/ENTRY}}
</div>
{{/CATEGORY}}
{{>PAGES}}
{{#HAS_CLOSING}}
<div class="closing prose">
{{CLOSING_HTML:none}}</div>
{{/HAS_CLOSING}}
</div>
</div>
