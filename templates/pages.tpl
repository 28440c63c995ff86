{{%AUTOESCAPE context="HTML"}}
{{!To the pages before and behind this one, where a list has several; included as PAGES.}}
<nav class="pages" aria-label="{{T_PAGES}}">
{{#PREVIOUS_PAGE}}
<a rel="prev" href="{{URL}}">{{T_PREVIOUS_PAGE}}</a>
{{/PREVIOUS_PAGE}}
<span>{{PAGE_OF}}</span>
{{#NEXT_PAGE}}
<a rel="next" href="{{URL}}">{{T_NEXT_PAGE}}</a>
{{/NEXT_PAGE}}
</nav>
