{{%AUTOESCAPE context="HTML"}}
{{!A date in words, included as DATE.}}
<time datetime="{{ISO_DATE}}">{{DATE_IN_WORDS}}</time>
