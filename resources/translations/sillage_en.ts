<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sillage::ui::ActorsView</name>
    <message numerus="yes">
        <source>%n indicator(s) added, touches computed again. Written to custody.</source>
        <translation>
            <numerusform>%n indicator added, touches computed again. Written to custody.</numerusform>
            <numerusform>%n indicators added, touches computed again. Written to custody.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>session(s)</source>
        <translation><numerusform>session</numerusform><numerusform>sessions</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n session(s)</source>
        <translation><numerusform>%1, %n session</numerusform><numerusform>%1, %n sessions</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::AttributeDialog</name>
    <message numerus="yes">
        <source>%n session(s) selected</source>
        <translation>
            <numerusform>%n session selected</numerusform>
            <numerusform>%n sessions selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sillage::ui::BookmarksView</name>
    <message numerus="yes">
        <source>bookmark(s)</source>
        <translation><numerusform>bookmark</numerusform><numerusform>bookmarks</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::CoverageGridModel</name>
    <message numerus="yes">
        <source>covered, %n hole(s)</source>
        <translation><numerusform>covered, %n hole</numerusform><numerusform>covered, %n holes</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::CoverageView</name>
    <message numerus="yes">
        <source>cell(s)</source>
        <translation><numerusform>cell</numerusform><numerusform>cells</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::EventsView</name>
    <message numerus="yes">
        <source>event(s)</source>
        <translation><numerusform>event</numerusform><numerusform>events</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::EvidenceView</name>
    <message numerus="yes">
        <source>%n recovered besides, deleted or in free space</source>
        <translation>
            <numerusform>%n recovered besides, deleted or in free space</numerusform>
            <numerusform>%n recovered besides, deleted or in free space</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed since import.</source>
        <translation>
            <numerusform>%n source changed since import.</numerusform>
            <numerusform>%n sources changed since import.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>source(s)</source>
        <translation><numerusform>source</numerusform><numerusform>sources</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::FilesView</name>
    <message numerus="yes">
        <source>touched item(s)</source>
        <translation><numerusform>touched item</numerusform><numerusform>touched items</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::ImportDialog</name>
    <message numerus="yes">
        <source>%n source(s), </source>
        <translation>
            <numerusform>%n source, </numerusform>
            <numerusform>%n sources, </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n that nothing reads (listed as skipped)</source>
        <translation>
            <numerusform>, %n that nothing reads (listed as skipped)</numerusform>
            <numerusform>, %n that nothing reads (listed as skipped)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sillage::ui::ImportReportDialog</name>
    <message numerus="yes">
        <source>%n source(s), %1.</source>
        <translation><numerusform>%n source, %1.</numerusform><numerusform>%n sources, %1.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) already in the case and unchanged.</source>
        <translation><numerusform>%n source already in the case and unchanged.</numerusform><numerusform>%n sources already in the case and unchanged.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed since they were imported.</source>
        <translation><numerusform>%n source changed since they were imported.</numerusform><numerusform>%n sources changed since they were imported.</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::MailView</name>
    <message numerus="yes">
        <source>touched item(s)</source>
        <translation><numerusform>touched item</numerusform><numerusform>touched items</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>message(s)</source>
        <translation><numerusform>message</numerusform><numerusform>messages</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::MessagePane</name>
    <message numerus="yes">
        <source>%n more attachment(s)</source>
        <translation>
            <numerusform>%n more attachment</numerusform>
            <numerusform>%n more attachments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n remote reference(s) removed; nothing was loaded.</source>
        <translation>
            <numerusform>%n remote reference removed; nothing was loaded.</numerusform>
            <numerusform>%n remote references removed; nothing was loaded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more touch(es), in Files</source>
        <translation>
            <numerusform>and %n more touch, in Files</numerusform>
            <numerusform>and %n more touches, in Files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sillage::ui::SearchView</name>
    <message numerus="yes">
        <source>%n passage(s) found</source>
        <translation>
            <numerusform>%n passage found</numerusform>
            <numerusform>%n passages found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be searched, first %1: %2</source>
        <translation><numerusform>%n file could not be searched, first %1: %2</numerusform><numerusform>%n files could not be searched, first %1: %2</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::SessionTree</name>
    <message numerus="yes">
        <source>%n session(s)</source>
        <translation><numerusform>%n session</numerusform><numerusform>%n sessions</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::ExposureView</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sillage::ui::ItemBanner</name>
    <message numerus="yes">
        <source>List all %n message(s) inside</source>
        <translation>
            <numerusform>List the message inside</numerusform>
            <numerusform>List all %n messages inside</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sillage::ui::ChangesView</name>
    <message numerus="yes">
        <source>changed item(s)</source>
        <translation><numerusform>changed item</numerusform><numerusform>changed items</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) were too many to be kept one by one.</source>
        <translation><numerusform>%n change was too many to be kept one by one.</numerusform><numerusform>%n changes were too many to be kept one by one.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and %n further cause(s): `sillage-cli diff list` names them all</source>
        <translation><numerusform>and %n further cause: `sillage-cli diff list` names them all</numerusform><numerusform>and %n further causes: `sillage-cli diff list` names them all</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::PersistenceView</name>
    <message numerus="yes">
        <source>thing(s)</source>
        <translation><numerusform>thing</numerusform><numerusform>things</numerusform></translation>
    </message>
</context>
</TS>
