{{%AUTOESCAPE context="HTML"}}
{{!Pages that are no answer: not found, gone, not allowed, failed.}}
{{#NOT_FOUND}}
<h1>{{T_NOT_FOUND_HEADING}}</h1>
<p>{{T_NOT_FOUND_TEXT}} <a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></p>
{{/NOT_FOUND}}
{{#GONE}}
<h1>{{T_GONE_HEADING}}</h1>
<p>{{T_GONE_TEXT}} <a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></p>
{{/GONE}}
{{#NEAREST}}
<h2>{{T_LOOKING_FOR}}</h2>
{{/NEAREST}}
{{>HITS}}
{{#NOT_ALLOWED}}
<h1>{{T_NOT_ALLOWED_HEADING}}</h1>
<p>{{T_NOT_ALLOWED_TEXT}} <a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></p>
{{/NOT_ALLOWED}}
{{#FAILED}}
<h1>{{T_FAILED_HEADING}}</h1>
<p>{{T_FAILED_TEXT}}</p>
{{/FAILED}}
