{{%AUTOESCAPE context="HTML"}}
{{!The content alone, for a page of the owner's that includes it.}}
<div class="faq" lang="{{LANGUAGE}}"{{#RTL}} dir="rtl"{{/RTL}}>
{{>SEARCH}}
{{>CONTENT}}
</div>
