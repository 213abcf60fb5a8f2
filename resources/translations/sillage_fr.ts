<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>Columns</name>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Application</translation>
    </message>
    <message>
        <source>Network (AS)</source>
        <translation>Réseau (AS)</translation>
    </message>
    <message>
        <source>Of whom</source>
        <translation>À qui</translation>
    </message>
    <message>
        <source>Typically gone</source>
        <translation>Disparaît en général</translation>
    </message>
    <message>
        <source>Recorder</source>
        <translation>Enregistreur</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Fuseau</translation>
    </message>
    <message>
        <source>Zone known from</source>
        <translation>Fuseau connu par</translation>
    </message>
    <message>
        <source>Year known from</source>
        <translation>Année connue par</translation>
    </message>
    <message>
        <source>Clock off by (s)</source>
        <translation>Décalage d’horloge (s)</translation>
    </message>
    <message>
        <source>Kind of item</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>How recovered</source>
        <translation>Comment récupéré</translation>
    </message>
    <message>
        <source>Item in the store</source>
        <translation>Élément dans la boîte</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Jusqu’à</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Premier</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Dernier</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Créé</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>To</source>
        <translation>À</translation>
    </message>
    <message>
        <source>Time as written</source>
        <translation>Heure telle qu’écrite</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Compte</translation>
    </message>
    <message>
        <source>Mailbox</source>
        <translation>Boîte</translation>
    </message>
    <message>
        <source>Client address</source>
        <translation>Adresse client</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protocole</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Action</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Session</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>Actor session</source>
        <translation>Session d’acteur</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>UID</source>
        <translation>UID</translation>
    </message>
    <message>
        <source>Message-ID</source>
        <translation>Message-ID</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Objet</translation>
    </message>
    <message>
        <source>Cc</source>
        <translation>Cc</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Partie</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Octets</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>Octets sortis</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Wire size</source>
        <translation>Taille réseau</translation>
    </message>
    <message>
        <source>Wire SHA-256</source>
        <translation>SHA-256 réseau</translation>
    </message>
    <message>
        <source>Text SHA-256</source>
        <translation>SHA-256 du texte</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Chemin</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Ligne</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Longueur</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Trouvés</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importés</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Doubles</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Écartés</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Échecs</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Problèmes</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Élément</translation>
    </message>
    <message>
        <source>Attachment</source>
        <translation>Pièce jointe</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>Pièces jointes</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>Cotation</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Profondeur</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Complet</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Destination</translation>
    </message>
    <message>
        <source>Effects</source>
        <translation>Effets</translation>
    </message>
    <message>
        <source>Actor</source>
        <translation>Acteur</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>Attribution</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Remise</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identité</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Règles</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Preuve</translation>
    </message>
    <message>
        <source>Touch</source>
        <translation>Atteinte</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>Détenu</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Événement</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Motifs</translation>
    </message>
    <message>
        <source>Signals</source>
        <translation>Signes</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Statut</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Pièce</translation>
    </message>
    <message>
        <source>Indicator</source>
        <translation>Indicateur</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Étiquette</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Auteur</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Voie</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Détail</translation>
    </message>
    <message>
        <source>Ask for</source>
        <translation>À demander</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>Passage</source>
        <translation>Passage</translation>
    </message>
    <message>
        <source>Enclosed in</source>
        <translation>Contenu dans</translation>
    </message>
    <message>
        <source>Witnesses</source>
        <translation>Témoins</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>Récupéré</translation>
    </message>
    <message>
        <source>Rebuilt</source>
        <translation>Reconstruit</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Précision</translation>
    </message>
    <message>
        <source>Zone assumed</source>
        <translation>Fuseau supposé</translation>
    </message>
    <message>
        <source>Year assumed</source>
        <translation>Année supposée</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>N°</translation>
    </message>
    <message>
        <source>Chain hash</source>
        <translation>Empreinte de chaîne</translation>
    </message>
    <message>
        <source>Previous hash</source>
        <translation>Empreinte précédente</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>Signet</translation>
    </message>
    <message>
        <source>In the case</source>
        <translation>Au dossier</translation>
    </message>
    <message>
        <source>Examiner&apos;s grade</source>
        <translation>Cotation de l’examinateur</translation>
    </message>
    <message>
        <source>Examiner&apos;s grade is</source>
        <translation>Cotation de l’examinateur :</translation>
    </message>
    <message>
        <source>Examiner&apos;s reason</source>
        <translation>Motif de l’examinateur</translation>
    </message>
    <message>
        <source>Examiner&apos;s document</source>
        <translation>Pièce de l’examinateur</translation>
    </message>
    <message>
        <source>Examiner</source>
        <translation>Examinateur</translation>
    </message>
    <message>
        <source>Stated on</source>
        <translation>Énoncé le</translation>
    </message>
    <message>
        <source>Regraded</source>
        <translation>Recoté</translation>
    </message>
    <message>
        <source>Program&apos;s grade</source>
        <translation>Cotation du programme</translation>
    </message>
    <message>
        <source>Program&apos;s grade then</source>
        <translation>Cotation du programme alors</translation>
    </message>
    <message>
        <source>Recomputation</source>
        <translation>Recalcul</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Changement</translation>
    </message>
    <message>
        <source>Grade before</source>
        <translation>Cotation avant</translation>
    </message>
    <message>
        <source>Grade now</source>
        <translation>Cotation actuelle</translation>
    </message>
    <message>
        <source>Depth before</source>
        <translation>Profondeur avant</translation>
    </message>
    <message>
        <source>Depth now</source>
        <translation>Profondeur actuelle</translation>
    </message>
    <message>
        <source>Rules before</source>
        <translation>Règles avant</translation>
    </message>
    <message>
        <source>Rules now</source>
        <translation>Règles actuelles</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Pourquoi</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>En vigueur</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Quoi</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation>Va vers</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>Où</translation>
    </message>
    <message>
        <source>Because</source>
        <translation>Parce que</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 octets</translation>
    </message>
</context>
<context>
    <name>Grade</name>
    <message>
        <source>recorded</source>
        <translation>enregistré</translation>
    </message>
    <message>
        <source>probable</source>
        <translation>probable</translation>
    </message>
    <message>
        <source>possible</source>
        <translation>possible</translation>
    </message>
    <message>
        <source>undetermined</source>
        <translation>indéterminé</translation>
    </message>
    <message>
        <source>no record</source>
        <translation>aucun enregistrement</translation>
    </message>
    <message>
        <source>ruled out</source>
        <translation>écarté</translation>
    </message>
    <message>
        <source>The server recorded that it delivered this item to a session of the actor.</source>
        <translation>Le serveur a enregistré qu’il a remis cet élément à une session de l’acteur.</translation>
    </message>
    <message>
        <source>One link of the proof is inferred, not recorded.</source>
        <translation>Un maillon de la preuve est déduit, non enregistré.</translation>
    </message>
    <message>
        <source>Nothing in the evidence excludes it, and one link is weak.</source>
        <translation>Rien dans les preuves ne l’exclut, et un maillon est faible.</translation>
    </message>
    <message>
        <source>An open route to this item is covered by no recorder.</source>
        <translation>Une voie ouverte vers cet élément n’est couverte par aucun enregistreur.</translation>
    </message>
    <message>
        <source>Every route is covered and no record names this item.</source>
        <translation>Toutes les voies sont couvertes et aucun enregistrement ne nomme cet élément.</translation>
    </message>
    <message>
        <source>Excluded for the sessions and routes examined, with the reason.</source>
        <translation>Exclu pour les sessions et voies examinées, avec le motif.</translation>
    </message>
</context>
<context>
    <name>QDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>SaveAttachment</name>
    <message>
        <source>Save the attachment</source>
        <translation>Enregistrer la pièce jointe</translation>
    </message>
    <message>
        <source>Saved %1 (%2). Written to custody.</source>
        <translation>%1 enregistré (%2). Inscrit à la traçabilité.</translation>
    </message>
    <message>
        <source>What an intruder&apos;s target received may be harmful.</source>
        <translation>Ce que la cible d’un intrus a reçu peut être dangereux.</translation>
    </message>
    <message>
        <source>%1 (%2) is written as it was sent, under a name that nothing opens by itself. Open it on a machine meant for that only. The act, the place and the hash are written to the custody log.</source>
        <translation>%1 (%2) est écrit tel qu’il a été envoyé, sous un nom que rien n’ouvre de soi-même. Ne l’ouvrez que sur une machine prévue pour cela. L’acte, l’endroit et l’empreinte sont inscrits au journal de traçabilité.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Choose where</source>
        <translation>Choisir l’endroit</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Loose messages</source>
        <translation>Messages isolés</translation>
    </message>
    <message>
        <source>Navigation link</source>
        <translation>Lien de navigation</translation>
    </message>
    <message>
        <source>Free/busy times</source>
        <translation>Disponibilités</translation>
    </message>
    <message>
        <source>Mailbox rule</source>
        <translation>Règle de la boîte</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Rappel de message</translation>
    </message>
    <message>
        <source>Sharing</source>
        <translation>Partage</translation>
    </message>
    <message>
        <source>Changed occurrence</source>
        <translation>Occurrence modifiée</translation>
    </message>
    <message>
        <source>Fax</source>
        <translation>Télécopie</translation>
    </message>
    <message>
        <source>Voice message</source>
        <translation>Message vocal</translation>
    </message>
    <message>
        <source>Rule reply</source>
        <translation>Réponse d’une règle</translation>
    </message>
    <message>
        <source>Meeting</source>
        <translation>Réunion</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Rendez-vous</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>Distribution list</source>
        <translation>Liste de distribution</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Tâche</translation>
    </message>
    <message>
        <source>Sticky note</source>
        <translation>Pense-bête</translation>
    </message>
    <message>
        <source>Journal entry</source>
        <translation>Entrée de journal</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>Billet</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Document</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport de remise</translation>
    </message>
    <message>
        <source>message</source>
        <translation>message</translation>
    </message>
    <message>
        <source>attachment</source>
        <translation>pièce jointe</translation>
    </message>
    <message>
        <source>listed</source>
        <translation>listé</translation>
    </message>
    <message>
        <source>snippet</source>
        <translation>extrait</translation>
    </message>
    <message>
        <source>header</source>
        <translation>en-tête</translation>
    </message>
    <message>
        <source>body</source>
        <translation>corps</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>entier</translation>
    </message>
    <message>
        <source>client</source>
        <translation>client</translation>
    </message>
    <message>
        <source>third-party</source>
        <translation>tiers</translation>
    </message>
    <message>
        <source>other-mailbox</source>
        <translation>autre boîte</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>montrée</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>enregistrée</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exacte</translation>
    </message>
    <message>
        <source>probable</source>
        <translation>probable</translation>
    </message>
    <message>
        <source>possible</source>
        <translation>possible</translation>
    </message>
    <message>
        <source>undetermined</source>
        <translation>indéterminé</translation>
    </message>
    <message>
        <source>no-record</source>
        <translation>aucun enregistrement</translation>
    </message>
    <message>
        <source>ruled-out</source>
        <translation>écarté</translation>
    </message>
    <message>
        <source>attributed</source>
        <translation>attribuée</translation>
    </message>
    <message>
        <source>holder</source>
        <translation>titulaire</translation>
    </message>
    <message>
        <source>habitual</source>
        <translation>habituelle</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>non décidée</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>refusée</translation>
    </message>
    <message>
        <source>covered</source>
        <translation>couvert</translation>
    </message>
    <message>
        <source>not-covered</source>
        <translation>non couvert</translation>
    </message>
    <message>
        <source>not-applicable</source>
        <translation>sans objet</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lue</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>écartée</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>en échec</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>partielle</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>retirée</translation>
    </message>
    <message>
        <source>success</source>
        <translation>succès</translation>
    </message>
    <message>
        <source>failure</source>
        <translation>échec</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>asserted</source>
        <translation>affirmé</translation>
    </message>
    <message>
        <source>shared</source>
        <translation>partagé</translation>
    </message>
    <message>
        <source>exclusive</source>
        <translation>exclusif</translation>
    </message>
    <message>
        <source>lowered</source>
        <translation>abaissée</translation>
    </message>
    <message>
        <source>raised</source>
        <translation>relevée</translation>
    </message>
    <message>
        <source>agrees</source>
        <translation>concordante</translation>
    </message>
    <message>
        <source>needs-document</source>
        <translation>pièce manquante</translation>
    </message>
    <message>
        <source>without-row</source>
        <translation>sans ligne</translation>
    </message>
    <message>
        <source>added</source>
        <translation>ajoutée</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>profondeur</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>règles</translation>
    </message>
    <message>
        <source>rule</source>
        <translation>règle</translation>
    </message>
    <message>
        <source>forwarding</source>
        <translation>renvoi</translation>
    </message>
    <message>
        <source>script</source>
        <translation>script</translation>
    </message>
    <message>
        <source>permission</source>
        <translation>droit</translation>
    </message>
    <message>
        <source>grant</source>
        <translation>autorisation</translation>
    </message>
    <message>
        <source>credential</source>
        <translation>secret d’accès</translation>
    </message>
    <message>
        <source>device</source>
        <translation>appareil</translation>
    </message>
    <message>
        <source>session</source>
        <translation>session</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>envoyé</translation>
    </message>
    <message>
        <source>forwarded</source>
        <translation>renvoyé</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>supprimé</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>déplacé</translation>
    </message>
    <message>
        <source>search</source>
        <translation>recherche</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>external</source>
        <translation>externe</translation>
    </message>
    <message>
        <source>internal</source>
        <translation>interne</translation>
    </message>
</context>
<context>
    <name>sillage::ui::AboutDialog</name>
    <message>
        <source>About Sillage</source>
        <translation>À propos de Sillage</translation>
    </message>
    <message>
        <source>Joins mailbox stores and access logs and says which messages and files an intruder reached, with what certainty and proof. No network, no telemetry. Apache License 2.0.</source>
        <translation>Rapproche boîtes aux lettres et journaux d’accès et dit quels messages et fichiers un intrus a atteints, avec quelle certitude et quelle preuve. Ni réseau, ni télémétrie. Licence Apache 2.0.</translation>
    </message>
    <message>
        <source>Decoding program</source>
        <translation>Programme de décodage</translation>
    </message>
    <message>
        <source>Cage around decoding</source>
        <translation>Confinement du décodage</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
    <message>
        <source>Known once a case is open and evidence was imported.</source>
        <translation>Connu une fois un dossier ouvert et des preuves importées.</translation>
    </message>
    <message>
        <source>Nothing was imported into this case yet.</source>
        <translation>Rien n’a encore été importé dans ce dossier.</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>Copier les versions</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ActorsView</name>
    <message>
        <source>Actors</source>
        <translation>Acteurs</translation>
    </message>
    <message>
        <source>account:martin ip:203.0.113.0/24</source>
        <translation>account:martin ip:203.0.113.0/24</translation>
    </message>
    <message>
        <source>Attribute to an actor</source>
        <translation>Attribuer à un acteur</translation>
    </message>
    <message>
        <source>Remove indicator</source>
        <translation>Retirer l’indicateur</translation>
    </message>
    <message>
        <source>No sessions yet</source>
        <translation>Aucune session pour l’instant</translation>
    </message>
    <message>
        <source>Sessions come from access logs: import them first.</source>
        <translation>Les sessions viennent des journaux d’accès : importez-les d’abord.</translation>
    </message>
    <message>
        <source>No candidate</source>
        <translation>Aucun candidat</translation>
    </message>
    <message>
        <source>No session shows a signal worth a look. That is not proof that there was no intruder.</source>
        <translation>Aucune session ne présente de signe à examiner. Ce n’est pas la preuve qu’il n’y a pas eu d’intrus.</translation>
    </message>
    <message>
        <source>No indicator yet</source>
        <translation>Aucun indicateur pour l’instant</translation>
    </message>
    <message>
        <source>Choose sessions and attribute them to an actor, with a reason. Nothing is attributed by itself.</source>
        <translation>Choisissez des sessions et attribuez-les à un acteur, avec un motif. Rien n’est attribué de soi-même.</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Candidats</translation>
    </message>
    <message>
        <source>Indicators</source>
        <translation>Indicateurs</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Motifs</translation>
    </message>
    <message>
        <source>Nothing was decided or noticed about this session.</source>
        <translation>Rien n’a été décidé ni relevé sur cette session.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Session</translation>
    </message>
    <message>
        <source>Choose one or more sessions first.</source>
        <translation>Choisissez d’abord une ou plusieurs sessions.</translation>
    </message>
    <message>
        <source>Compute touches again</source>
        <translation>Recalculer les atteintes</translation>
    </message>
    <message numerus="yes">
        <source>%n indicator(s) added, touches computed again. Written to custody.</source>
        <translation>
            <numerusform>%n indicateur ajouté, atteintes recalculées. Inscrit à la traçabilité.</numerusform>
            <numerusform>%n indicateurs ajoutés, atteintes recalculées. Inscrit à la traçabilité.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose an indicator first.</source>
        <translation>Choisissez d’abord un indicateur.</translation>
    </message>
    <message>
        <source>Remove %1. What rested on it is computed again; removal and reason are written to custody.</source>
        <translation>Retirer %1. Ce qui en dépendait est recalculé ; le retrait et son motif sont inscrits à la traçabilité.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message numerus="yes">
        <source>session(s)</source>
        <translation><numerusform>session</numerusform><numerusform>sessions</numerusform></translation>
    </message>
    <message>
        <source>Show its events</source>
        <translation>Voir ses événements</translation>
    </message>
    <message>
        <source>Grouped</source>
        <translation>Groupées</translation>
    </message>
    <message>
        <source>Events of the same account and address between its first and its last event</source>
        <translation>Événements du même compte et de la même adresse entre son premier et son dernier événement</translation>
    </message>
    <message>
        <source>Bookmark a session from the list of sessions.</source>
        <translation>Posez un signet sur une session depuis la liste des sessions.</translation>
    </message>
    <message>
        <source>Choose a row to see what it says.</source>
        <translation>Choisissez une ligne pour voir ce qu’elle dit.</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n session(s)</source>
        <translation><numerusform>%1, %n session</numerusform><numerusform>%1, %n sessions</numerusform></translation>
    </message>
    <message>
        <source>One token, cookie, device or client. Attributing it attributes all of its sessions.</source>
        <translation>Un jeton, un témoin de connexion, un appareil ou un client. L’attribuer attribue toutes ses sessions.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::AttributeDialog</name>
    <message>
        <source>Attribute to an actor</source>
        <translation>Attribuer à un acteur</translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) selected</source>
        <translation>
            <numerusform>%n session sélectionnée</numerusform>
            <numerusform>%n sessions sélectionnées</numerusform>
        </translation>
    </message>
    <message>
        <source>Only these sessions, and what the same token, cookie or client did</source>
        <translation>Ces sessions seulement, et ce qu’a fait le même jeton, cookie ou client</translation>
    </message>
    <message>
        <source>Everything from the address: %1</source>
        <translation>Tout ce qui vient de l’adresse : %1</translation>
    </message>
    <message>
        <source>Everything from the client: %1</source>
        <translation>Tout ce qui vient du client : %1</translation>
    </message>
    <message>
        <source>Everything from the device: %1</source>
        <translation>Tout ce qui vient de l’appareil : %1</translation>
    </message>
    <message>
        <source>Everything from the application: %1</source>
        <translation>Tout ce que fait l’application : %1</translation>
    </message>
    <message>
        <source>Everything from the autonomous system:</source>
        <translation>Tout ce qui vient du système autonome :</translation>
    </message>
    <message>
        <source>Its addresses come from the database that the setting asn-database names.</source>
        <translation>Ses adresses viennent de la base que nomme le réglage asn-database.</translation>
    </message>
    <message>
        <source>The account&apos;s holder: reject the candidate</source>
        <translation>Le titulaire du compte : écarter le candidat</translation>
    </message>
    <message>
        <source>What shows it: a managed device, a VPN lease, the holder&apos;s statement</source>
        <translation>Ce qui le montre : poste géré, bail VPN, déclaration du titulaire</translation>
    </message>
    <message>
        <source>U, undecided</source>
        <translation>U, non décidé</translation>
    </message>
    <message>
        <source>Actor %1</source>
        <translation>Acteur %1</translation>
    </message>
    <message>
        <source>Asserted: on my word, with the reason</source>
        <translation>Affirmé : sur ma parole, avec le motif</translation>
    </message>
    <message>
        <source>Shared: others may have used it too (NAT, proxy, VPN)</source>
        <translation>Partagé : d’autres ont pu s’en servir (NAT, proxy, VPN)</translation>
    </message>
    <message>
        <source>Exclusive: shown to be used by nobody else</source>
        <translation>Exclusif : il est démontré que nul autre ne s’en servait</translation>
    </message>
    <message>
        <source>Which document shows it, for example a reply from the provider</source>
        <translation>Quelle pièce le montre, par exemple la réponse de l’opérateur</translation>
    </message>
    <message>
        <source>Why these are the actor&apos;s</source>
        <translation>Pourquoi elles sont de l’acteur</translation>
    </message>
    <message>
        <source>Actor</source>
        <translation>Acteur</translation>
    </message>
    <message>
        <source>How sure</source>
        <translation>Certitude</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Pièce</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Indicator, reason and your login name are written to the custody log; touches are computed again.</source>
        <translation>L’indicateur, le motif et votre nom de session sont inscrits à la traçabilité de la preuve ; les atteintes sont recalculées.</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>Attribuer</translation>
    </message>
</context>
<context>
    <name>sillage::ui::BookmarksView</name>
    <message>
        <source>Bookmarks</source>
        <translation>Signets</translation>
    </message>
    <message>
        <source>tag:report</source>
        <translation>tag:rapport</translation>
    </message>
    <message>
        <source>No bookmark yet</source>
        <translation>Aucun signet pour l’instant</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Bookmark removed. Written to custody.</source>
        <translation>Signet retiré. Inscrit à la traçabilité.</translation>
    </message>
    <message numerus="yes">
        <source>bookmark(s)</source>
        <translation><numerusform>signet</numerusform><numerusform>signets</numerusform></translation>
    </message>
    <message>
        <source>Ctrl+D bookmarks the selected row of any table, F2 with a note. Bookmarks can be exported as a bundle.</source>
        <translation>Ctrl+D pose un signet sur la ligne choisie de n’importe quelle table, F2 avec une note. Les signets s’exportent en paquet de restitution.</translation>
    </message>
    <message>
        <source>Show the item</source>
        <translation>Voir l’élément</translation>
    </message>
    <message>
        <source>Change tag and note</source>
        <translation>Modifier étiquette et note</translation>
    </message>
    <message>
        <source>Tag and note changed. Written to custody.</source>
        <translation>Étiquette et note modifiées. Inscrit à la traçabilité.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::CaseSession</name>
    <message>
        <source>%1 is still running.</source>
        <translation>« %1 » est encore en cours.</translation>
    </message>
    <message>
        <source>Wait until it is done, or cancel it.</source>
        <translation>Attendez la fin ou annulez.</translation>
    </message>
    <message>
        <source>Import evidence</source>
        <translation>Importer des preuves</translation>
    </message>
    <message>
        <source>%1 found = %2 imported + %3 duplicate + %4 skipped + %5 failed</source>
        <translation>%1 trouvés = %2 importés + %3 en double + %4 écartés + %5 en échec</translation>
    </message>
    <message>
        <source>Bookmarked %1. Written to custody.</source>
        <translation>Signet posé sur %1. Inscrit à la traçabilité.</translation>
    </message>
    <message>
        <source>Compute touches again</source>
        <translation>Recalculer les atteintes</translation>
    </message>
    <message>
        <source>Indicator added, touches computed again. Written to custody.</source>
        <translation>Indicateur ajouté, atteintes recalculées. Inscrit à la traçabilité.</translation>
    </message>
    <message>
        <source>Indicator removed, touches computed again. Written to custody.</source>
        <translation>Indicateur retiré, atteintes recalculées. Inscrit à la traçabilité.</translation>
    </message>
    <message>
        <source>Examiner&apos;s grade</source>
        <translation>Cotation de l’examinateur</translation>
    </message>
    <message>
        <source>Examiner&apos;s grade changed. Written to custody.</source>
        <translation>Cotation de l’examinateur modifiée. Inscrit à la traçabilité.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::CoverageGrid</name>
    <message>
        <source>Routes and accounts</source>
        <translation>Voies et comptes</translation>
    </message>
</context>
<context>
    <name>sillage::ui::CoverageGridModel</name>
    <message numerus="yes">
        <source>covered, %n hole(s)</source>
        <translation><numerusform>couvert, %n lacune</numerusform><numerusform>couvert, %n lacunes</numerusform></translation>
    </message>
    <message>
        <source>all accounts</source>
        <translation>tous les comptes</translation>
    </message>
</context>
<context>
    <name>sillage::ui::CoverageLanes</name>
    <message>
        <source>Coverage lanes</source>
        <translation>Couloirs de couverture</translation>
    </message>
</context>
<context>
    <name>sillage::ui::CoverageView</name>
    <message>
        <source>Coverage</source>
        <translation>Couverture</translation>
    </message>
    <message>
        <source>state:not-covered route:imap</source>
        <translation>state:not-covered route:imap</translation>
    </message>
    <message>
        <source>No coverage computed yet</source>
        <translation>Aucune couverture calculée pour l’instant</translation>
    </message>
    <message>
        <source>Import logs: coverage says for which routes, accounts and times they speak.</source>
        <translation>Importez des journaux : la couverture dit pour quelles voies, quels comptes et quelles heures ils parlent.</translation>
    </message>
    <message>
        <source>Recorders over time</source>
        <translation>Enregistreurs dans le temps</translation>
    </message>
    <message>
        <source>Routes and accounts</source>
        <translation>Voies et comptes</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Ce qui est dessiné</translation>
    </message>
    <message>
        <source>Filled: covered; fainter where the account has no record. Hatched: not covered; silence there proves nothing. A thin line: does not exist here.</source>
        <translation>Plein : couvert ; plus clair là où le compte n’a aucun enregistrement. Hachuré : non couvert ; le silence n’y prouve rien. Trait fin : n’existe pas ici.</translation>
    </message>
    <message>
        <source>Filled: the recorder wrote. Hatched: a hole, a silence beyond its habit, or no recorder at all; silence there proves nothing.</source>
        <translation>Plein : l’enregistreur écrivait. Hachuré : une lacune, un silence hors d’habitude, ou aucun enregistreur ; le silence n’y prouve rien.</translation>
    </message>
    <message>
        <source>What to ask for</source>
        <translation>Ce qu’il faut demander</translation>
    </message>
    <message>
        <source>Of whom</source>
        <translation>À qui</translation>
    </message>
    <message>
        <source>Typically gone</source>
        <translation>Disparaît en général</translation>
    </message>
    <message>
        <source>What is known</source>
        <translation>Ce que l’on sait</translation>
    </message>
    <message numerus="yes">
        <source>cell(s)</source>
        <translation><numerusform>case</numerusform><numerusform>cases</numerusform></translation>
    </message>
    <message>
        <source>Routes that do not exist here</source>
        <translation>Voies inexistantes ici</translation>
    </message>
    <message>
        <source>Routes that do not exist here (%1)</source>
        <translation>Voies inexistantes ici (%1)</translation>
    </message>
    <message>
        <source>A route that does not exist here has no recorder and needs none; its row says why.</source>
        <translation>Une voie inexistante ici n’a pas d’enregistreur et n’en demande aucun ; sa ligne dit pourquoi.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ExposureModel</name>
    <message>
        <source>At least %1, no ceiling</source>
        <translation>Au moins %1, sans plafond</translation>
    </message>
    <message>
        <source>No floor, no ceiling</source>
        <translation>Ni plancher ni plafond</translation>
    </message>
    <message>
        <source>Exactly %1</source>
        <translation>Exactement %1</translation>
    </message>
    <message>
        <source>Between %1 and %2</source>
        <translation>Entre %1 et %2</translation>
    </message>
    <message>
        <source>At most %1</source>
        <translation>Au plus %1</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Indécises</translation>
    </message>
    <message>
        <source>The holders&apos;</source>
        <translation>Des titulaires</translation>
    </message>
    <message>
        <source>Actor %1</source>
        <translation>Acteur %1</translation>
    </message>
    <message>
        <source>No account on record</source>
        <translation>Aucun compte enregistré</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>What sessions shown to be an actor&apos;s certainly sent</source>
        <translation>Ce que des sessions démontrées d’un acteur ont certainement envoyé</translation>
    </message>
    <message>
        <source>Everything that may be an actor&apos;s: attributed with any doubt, or undecided</source>
        <translation>Tout ce qui peut être d’un acteur : attribué avec un doute quelconque, ou indécis</translation>
    </message>
    <message>
        <source>Recorded as delivered – everything not ruled out</source>
        <translation>Livraison enregistrée – tout ce qui n’est pas écarté</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>Floor to ceiling</source>
        <translation>Du plancher au plafond</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Plancher</translation>
    </message>
    <message>
        <source>Ceiling</source>
        <translation>Plafond</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Éléments</translation>
    </message>
    <message>
        <source>Counted by</source>
        <translation>Compté par</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ExposureView</name>
    <message>
        <source>Exposure</source>
        <translation>Exposition</translation>
    </message>
    <message>
        <source>Show the sessions</source>
        <translation>Montrer les sessions</translation>
    </message>
    <message>
        <source>Undecided sessions</source>
        <translation>Sessions indécises</translation>
    </message>
    <message>
        <source>Also the largest sessions that nobody decided, among the sessions</source>
        <translation>Aussi, parmi les sessions, les plus grandes que personne n’a décidées</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Voies</translation>
    </message>
    <message>
        <source>Actors</source>
        <translation>Acteurs</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Comptes</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>By what the octets are added up</source>
        <translation>Selon quoi les octets sont additionnés</translation>
    </message>
    <message>
        <source>What left</source>
        <translation>Ce qui est sorti</translation>
    </message>
    <message>
        <source>Records claimed</source>
        <translation>Enregistrements affirmés</translation>
    </message>
    <message>
        <source>Octets in each record, at least</source>
        <translation>Octets de chaque enregistrement, au moins</translation>
    </message>
    <message>
        <source>Octets of records in one octet sent, at most</source>
        <translation>Octets d’enregistrements pour un octet envoyé, au plus</translation>
    </message>
    <message>
        <source>Check the claim</source>
        <translation>Vérifier l’affirmation</translation>
    </message>
    <message>
        <source>A claim of</source>
        <translation>Affirmation :</translation>
    </message>
    <message>
        <source>records of at least</source>
        <translation>enregistrements d’au moins</translation>
    </message>
    <message>
        <source>octets, compressed at most</source>
        <translation>octets, compressés au plus</translation>
    </message>
    <message>
        <source>to 1</source>
        <translation>pour 1</translation>
    </message>
    <message>
        <source>Adding up what left…</source>
        <translation>Addition de ce qui est sorti…</translation>
    </message>
    <message>
        <source>Undecided sessions (%1)</source>
        <translation>Sessions indécises (%1)</translation>
    </message>
    <message>
        <source>Nothing to add up yet</source>
        <translation>Rien à additionner pour l’instant</translation>
    </message>
    <message>
        <source>Import logs that count octets: a web server&apos;s access log, Dovecot&apos;s or POP3&apos;s last lines, HttpProxy.</source>
        <translation>Importez des journaux qui comptent les octets : journal d’accès d’un serveur web, dernières lignes de Dovecot ou de POP3, HttpProxy.</translation>
    </message>
    <message>
        <source>Left in sessions that are or may be an actor&apos;s: %1</source>
        <translation>Sorti dans des sessions qui sont ou peuvent être d’un acteur : %1</translation>
    </message>
    <message>
        <source>Left in all sessions, none of them attributed yet: %1</source>
        <translation>Sorti dans toutes les sessions, dont aucune n’est encore attribuée : %1</translation>
    </message>
    <message>
        <source>Refuted by volume</source>
        <translation>Réfutée par le volume</translation>
    </message>
    <message>
        <source>Compatible</source>
        <translation>Compatible</translation>
    </message>
    <message>
        <source>Not testable</source>
        <translation>Non vérifiable</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n ligne</numerusform>
            <numerusform>%n lignes</numerusform>
        </translation>
    </message>
    <message>
        <source>Items, counted twice</source>
        <translation>Éléments, comptés deux fois</translation>
    </message>
    <message>
        <source>Floor: recorded</source>
        <translation>Plancher : enregistrés</translation>
    </message>
    <message>
        <source>Ceiling: everything not ruled out</source>
        <translation>Plafond : tout ce qui n’est pas écarté</translation>
    </message>
    <message>
        <source>Of them on the hold list, not examined</source>
        <translation>Dont sur la liste de retenue, non examinés</translation>
    </message>
    <message>
        <source>Too large for any of these sessions</source>
        <translation>Trop grands pour chacune de ces sessions</translation>
    </message>
    <message>
        <source>Select a row: its exact numbers and their counters stand here.</source>
        <translation>Choisissez une ligne : ses nombres exacts et leurs compteurs figurent ici.</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Plancher</translation>
    </message>
    <message>
        <source>Ceiling</source>
        <translation>Plafond</translation>
    </message>
    <message>
        <source>none; %1 were counted</source>
        <translation>aucun ; %1 ont été comptés</translation>
    </message>
    <message>
        <source>Floor counted by</source>
        <translation>Plancher compté par</translation>
    </message>
    <message>
        <source>Ceiling counted by</source>
        <translation>Plafond compté par</translation>
    </message>
    <message>
        <source>Sessions without a ceiling</source>
        <translation>Sessions sans plafond</translation>
    </message>
    <message>
        <source>Counted for all sessions, whoever&apos;s</source>
        <translation>Compté pour toutes les sessions, à qui qu’elles soient</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Pourquoi</translation>
    </message>
</context>
<context>
    <name>sillage::ui::DataTable</name>
    <message>
        <source>This could not be answered</source>
        <translation>Aucune réponse possible</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
    <message>
        <source>Nothing matches this filter</source>
        <translation>Rien ne répond à ce filtre</translation>
    </message>
    <message>
        <source>Take a condition off to see more.</source>
        <translation>Ôtez une condition pour en voir davantage.</translation>
    </message>
    <message>
        <source>Only this</source>
        <translation>Seulement ceci</translation>
    </message>
    <message>
        <source>Exclude this</source>
        <translation>Exclure ceci</translation>
    </message>
    <message>
        <source>Around this time (± 15 min)</source>
        <translation>Autour de cette heure (± 15 min)</translation>
    </message>
    <message>
        <source>Copy cell</source>
        <translation>Copier la cellule</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Copier les lignes</translation>
    </message>
    <message>
        <source>Copy rows with headers</source>
        <translation>Copier les lignes avec en-têtes</translation>
    </message>
    <message>
        <source>Copy rows as CSV</source>
        <translation>Copier les lignes en CSV</translation>
    </message>
    <message>
        <source>Copy rows as JSON</source>
        <translation>Copier les lignes en JSON</translation>
    </message>
    <message>
        <source>Copy as filter</source>
        <translation>Copier comme filtre</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>Poser un signet</translation>
    </message>
    <message>
        <source>Usual columns</source>
        <translation>Colonnes habituelles</translation>
    </message>
    <message>
        <source>Bookmark with a note…</source>
        <translation>Signet avec une note…</translation>
    </message>
    <message>
        <source>Examiner&apos;s grade…</source>
        <translation>Cotation de l’examinateur…</translation>
    </message>
</context>
<context>
    <name>sillage::ui::DetailPane</name>
    <message>
        <source>Choose a row to see what it says.</source>
        <translation>Choisissez une ligne pour voir ce qu’elle dit.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
</context>
<context>
    <name>sillage::ui::EventHistogram</name>
    <message>
        <source>Events over time; drag to filter to that time</source>
        <translation>Événements dans le temps ; glissez pour filtrer sur cette période</translation>
    </message>
    <message>
        <source>No dated event to draw</source>
        <translation>Aucun événement daté à tracer</translation>
    </message>
    <message>
        <source>%1 undated, not drawn</source>
        <translation>%1 sans date, non tracés</translation>
    </message>
    <message>
        <source>%1 %2: %3 events. Drag to filter to a time.</source>
        <translation>%1 %2 : %3 événements. Glissez pour filtrer sur une période.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::EventsView</name>
    <message>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
    <message>
        <source>ip:203.0.113.0/24 action:download bytes:&gt;10M</source>
        <translation>ip:203.0.113.0/24 action:download bytes:&gt;10M</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Aucun événement pour l’instant</translation>
    </message>
    <message>
        <source>Events come from access logs: import Dovecot, Postfix, web server, Roundcube or Microsoft 365 logs.</source>
        <translation>Les événements viennent des journaux d’accès : importez ceux de Dovecot, Postfix, du serveur web, de Roundcube ou de Microsoft 365.</translation>
    </message>
    <message numerus="yes">
        <source>event(s)</source>
        <translation><numerusform>événement</numerusform><numerusform>événements</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::EvidenceView</name>
    <message numerus="yes">
        <source>%n recovered besides, deleted or in free space</source>
        <translation>
            <numerusform>%n récupéré en plus, supprimé ou dans l’espace libre</numerusform>
            <numerusform>%n récupérés en plus, supprimés ou dans l’espace libre</numerusform>
        </translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Preuves</translation>
    </message>
    <message>
        <source>format:mbox failed:&gt;0</source>
        <translation>format:mbox failed:&gt;0</translation>
    </message>
    <message>
        <source>No evidence yet</source>
        <translation>Aucune preuve pour l’instant</translation>
    </message>
    <message>
        <source>Drop files, directories or archives on the window, or import them. They are only ever read.</source>
        <translation>Déposez fichiers, répertoires ou archives sur la fenêtre, ou importez-les. Ils ne sont jamais que lus.</translation>
    </message>
    <message>
        <source>Import evidence</source>
        <translation>Importer des preuves</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>Vérifier à nouveau</translation>
    </message>
    <message>
        <source>Hashes every source again and says which changed. Written to custody.</source>
        <translation>Recalcule l’empreinte de chaque source et dit lesquelles ont changé. Inscrit à la traçabilité.</translation>
    </message>
    <message>
        <source>No problem</source>
        <translation>Aucun problème</translation>
    </message>
    <message>
        <source>Every record of every source was read and understood.</source>
        <translation>Chaque enregistrement de chaque source a été lu et compris.</translation>
    </message>
    <message>
        <source>The custody log is empty</source>
        <translation>La traçabilité est vide</translation>
    </message>
    <message>
        <source>It begins with the first act on this case.</source>
        <translation>Elle commence au premier acte sur ce dossier.</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Problèmes</translation>
    </message>
    <message>
        <source>Custody log</source>
        <translation>Traçabilité</translation>
    </message>
    <message>
        <source>Problems (%1)</source>
        <translation>Problèmes (%1)</translation>
    </message>
    <message>
        <source>Recognised because</source>
        <translation>Reconnu parce que</translation>
    </message>
    <message>
        <source>Imported from</source>
        <translation>Importé de</translation>
    </message>
    <message>
        <source>Zone stated</source>
        <translation>Fuseau déclaré</translation>
    </message>
    <message>
        <source>Reconciliation</source>
        <translation>Rapprochement</translation>
    </message>
    <message>
        <source>%1 found = %2 imported + %3 duplicate + %4 skipped + %5 failed</source>
        <translation>%1 trouvés = %2 importés + %3 en double + %4 écartés + %5 en échec</translation>
    </message>
    <message>
        <source>Skipped, and why</source>
        <translation>Écartés, et pourquoi</translation>
    </message>
    <message>
        <source>Verify evidence</source>
        <translation>Vérifier les preuves</translation>
    </message>
    <message>
        <source>Every source is unchanged.</source>
        <translation>Aucune source n’a changé.</translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed since import.</source>
        <translation>
            <numerusform>%n source a changé depuis l’import.</numerusform>
            <numerusform>%n sources ont changé depuis l’import.</numerusform>
        </translation>
    </message>
    <message>
        <source>Custody log, chain holds</source>
        <translation>Traçabilité, chaîne intacte</translation>
    </message>
    <message>
        <source>Custody log, chain broken</source>
        <translation>Traçabilité, chaîne rompue</translation>
    </message>
    <message numerus="yes">
        <source>source(s)</source>
        <translation><numerusform>source</numerusform><numerusform>sources</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::ExportDialog</name>
    <message>
        <source>Export an evidence bundle</source>
        <translation>Exporter un paquet de restitution</translation>
    </message>
    <message>
        <source>A directory that anyone can check with sha256sum, without this program: items, raw log lines, findings with their proof, custody log.</source>
        <translation>Un répertoire que chacun peut vérifier avec sha256sum, sans ce programme : éléments, lignes brutes des journaux, constats avec leur preuve, traçabilité.</translation>
    </message>
    <message>
        <source>Everything an actor touched</source>
        <translation>Tout ce qu’un acteur a atteint</translation>
    </message>
    <message>
        <source>Bookmarked items</source>
        <translation>Éléments à signet</translation>
    </message>
    <message>
        <source>Touched items matching: %1</source>
        <translation>Éléments atteints répondant à : %1</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Anglais</translation>
    </message>
    <message>
        <source>French</source>
        <translation>Français</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>Répertoire</translation>
    </message>
    <message>
        <source>One zip file</source>
        <translation>Un fichier zip</translation>
    </message>
    <message>
        <source>Choose where</source>
        <translation>Choisir où</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Sélection</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Forme</translation>
    </message>
    <message>
        <source>Case number</source>
        <translation>Numéro de dossier</translation>
    </message>
    <message>
        <source>Exhibits</source>
        <translation>Scellés</translation>
    </message>
    <message>
        <source>Examiner</source>
        <translation>Examinateur</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Destination</translation>
    </message>
    <message>
        <source>The export and its manifest hash are written to the custody log.</source>
        <translation>L’export et l’empreinte de son manifeste sont inscrits à la traçabilité.</translation>
    </message>
    <message>
        <source>Export and verify</source>
        <translation>Exporter et vérifier</translation>
    </message>
    <message>
        <source>Counting what would be written…</source>
        <translation>Décompte de ce qui serait écrit…</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Export en cours…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Exported and verified</source>
        <translation>Exporté et vérifié</translation>
    </message>
    <message>
        <source>Exported, but the verification failed</source>
        <translation>Exporté, mais la vérification a échoué</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Chemin</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Messages</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>Pièces jointes</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Lignes de journaux</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Fichiers</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Vérifié</translation>
    </message>
    <message>
        <source>%1 files, %2</source>
        <translation>%1 fichiers, %2</translation>
    </message>
    <message>
        <source>Selected, but could not be written:</source>
        <translation>Sélectionnés, mais n’ont pu être écrits :</translation>
    </message>
    <message>
        <source>Tag manifest SHA-256</source>
        <translation>SHA-256 du manifeste</translation>
    </message>
    <message>
        <source>Would be written: %1, %2, %3, and the log lines they rest on</source>
        <translation>Serait écrit : %1, %2, %3, et les lignes de journal qui les fondent</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attachment(s)</source>
        <translation>
            <numerusform>%n pièce jointe</numerusform>
            <numerusform>%n pièces jointes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (selected at %n place(s); copies are written once)</source>
        <translation>
            <numerusform>%1 (retenu à %n emplacement ; les copies ne sont écrites qu’une fois)</numerusform>
            <numerusform>%1 (retenus à %n emplacements ; les copies ne sont écrites qu’une fois)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sillage::ui::FilesView</name>
    <message>
        <source>Touched messages and files</source>
        <translation>Messages et fichiers atteints</translation>
    </message>
    <message>
        <source>grade:&gt;=probable depth:attachment mailbox:martin</source>
        <translation>grade:&gt;=probable depth:attachment mailbox:martin</translation>
    </message>
    <message>
        <source>Touched by an actor</source>
        <translation>Atteints par un acteur</translation>
    </message>
    <message>
        <source>Every item, with what is undetermined or ruled out</source>
        <translation>Tous, avec l’indéterminé et l’écarté</translation>
    </message>
    <message>
        <source>Which items</source>
        <translation>Quels éléments</translation>
    </message>
    <message>
        <source>No touched item</source>
        <translation>Aucun élément atteint</translation>
    </message>
    <message>
        <source>Items are listed once a session or an address is attributed to an actor. Nothing is attributed by itself.</source>
        <translation>Les éléments paraissent dès qu’une session ou une adresse est attribuée à un acteur. Rien n’est attribué de soi-même.</translation>
    </message>
    <message>
        <source>Go to Actors</source>
        <translation>Aller aux acteurs</translation>
    </message>
    <message>
        <source>No raw line is cited for this item.</source>
        <translation>Aucune ligne brute n’est citée pour cet élément.</translation>
    </message>
    <message numerus="yes">
        <source>touched item(s)</source>
        <translation><numerusform>élément atteint</numerusform><numerusform>éléments atteints</numerusform></translation>
    </message>
    <message>
        <source>This row is not there any more.</source>
        <translation>Cette ligne n’existe plus.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::FilterBar</name>
    <message>
        <source>Filter</source>
        <translation>Filtre</translation>
    </message>
    <message>
        <source>Earlier filters</source>
        <translation>Filtres précédents</translation>
    </message>
    <message>
        <source>At character %1: %2</source>
        <translation>Au caractère %1 : %2</translation>
    </message>
    <message>
        <source>Take this condition off</source>
        <translation>Ôter cette condition</translation>
    </message>
    <message>
        <source>No earlier filter</source>
        <translation>Aucun filtre précédent</translation>
    </message>
</context>
<context>
    <name>sillage::ui::FindBar</name>
    <message>
        <source>Next</source>
        <translation>Suivant</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Find in the rows, without filtering</source>
        <translation>Chercher dans les lignes, sans filtrer</translation>
    </message>
    <message>
        <source>Row number, UTC time such as 2025-12-11T22:00, or id</source>
        <translation>Numéro de ligne, heure UTC comme 2025-12-11T22:00, ou identifiant</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Recherche…</translation>
    </message>
    <message>
        <source>Not among these rows</source>
        <translation>Pas parmi ces lignes</translation>
    </message>
    <message>
        <source>Row %1 of %2</source>
        <translation>Ligne %1 sur %2</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ImportDialog</name>
    <message>
        <source>Import evidence</source>
        <translation>Importer des preuves</translation>
    </message>
    <message>
        <source>What would be read</source>
        <translation>Ce qui serait lu</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>Ajouter des fichiers</translation>
    </message>
    <message>
        <source>Add a directory</source>
        <translation>Ajouter un répertoire</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Chemin</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Pourquoi</translation>
    </message>
    <message>
        <source>Zone of logs that state none</source>
        <translation>Fuseau des journaux qui n’en disent rien</translation>
    </message>
    <message>
        <source>As the evidence says, else UTC</source>
        <translation>Comme le dit la preuve, sinon UTC</translation>
    </message>
    <message>
        <source>Files are opened read-only and hashed as they are read. Import, hashes and counts are written to the custody log.</source>
        <translation>Les fichiers sont ouverts en lecture seule et leur empreinte calculée à la lecture. Import, empreintes et décomptes sont inscrits à la traçabilité.</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importer</translation>
    </message>
    <message>
        <source>Add files or a directory, or drop them on the window.</source>
        <translation>Ajoutez des fichiers ou un répertoire, ou déposez-les sur la fenêtre.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Examen…</translation>
    </message>
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
            <numerusform>, %n que rien ne lit (listée comme écartée)</numerusform>
            <numerusform>, %n que rien ne lit (listées comme écartées)</numerusform>
        </translation>
    </message>
    <message>
        <source>; the first %1 are listed</source>
        <translation> ; les %1 premières sont listées</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ImportReportDialog</name>
    <message>
        <source>Skipped, and why</source>
        <translation>Écartés, et pourquoi</translation>
    </message>
    <message>
        <source>for other reasons, listed by source in Evidence</source>
        <translation>pour d’autres motifs, listés par source dans Preuves</translation>
    </message>
    <message>
        <source>Import report</source>
        <translation>Compte rendu d’import</translation>
    </message>
    <message>
        <source>Import interrupted; the same import resumes it</source>
        <translation>Import interrompu ; le même import le reprend</translation>
    </message>
    <message>
        <source>Import done: every record is accounted for</source>
        <translation>Import terminé : chaque enregistrement a son compte</translation>
    </message>
    <message>
        <source>Import done: look at what was not read</source>
        <translation>Import terminé : regardez ce qui n’a pas été lu</translation>
    </message>
    <message numerus="yes">
        <source>%n source(s), %1.</source>
        <translation><numerusform>%n source, %1.</numerusform><numerusform>%n sources, %1.</numerusform></translation>
    </message>
    <message>
        <source>%1 records found = %2 imported + %3 duplicate + %4 skipped + %5 failed.</source>
        <translation>%1 enregistrements trouvés = %2 importés + %3 en double + %4 écartés + %5 en échec.</translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) already in the case and unchanged.</source>
        <translation><numerusform>%n source déjà au dossier et inchangée.</numerusform><numerusform>%n sources déjà au dossier et inchangées.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed since they were imported.</source>
        <translation><numerusform>%n source a changé depuis son import.</numerusform><numerusform>%n sources ont changé depuis leur import.</numerusform></translation>
    </message>
    <message>
        <source>Something was not fully examined: Problems says what.</source>
        <translation>Examen incomplet : l’onglet Problèmes dit de quoi.</translation>
    </message>
    <message>
        <source>Show what failed</source>
        <translation>Voir les échecs</translation>
    </message>
    <message>
        <source>Show the sources with problems</source>
        <translation>Voir les sources à problèmes</translation>
    </message>
    <message>
        <source>Show what was skipped</source>
        <translation>Voir ce qui a été écarté</translation>
    </message>
    <message>
        <source>Go to the candidates in Actors</source>
        <translation>Aller aux candidats dans Acteurs</translation>
    </message>
    <message>
        <source>Decoding was caged: %1.</source>
        <translation>Le décodage était confiné : %1.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::KeysSheet</name>
    <message>
        <source>Keys</source>
        <translation>Touches</translation>
    </message>
</context>
<context>
    <name>sillage::ui::MailView</name>
    <message>
        <source>What was recovered from it is in its branch Recovered.</source>
        <translation>Ce qui en a été récupéré se trouve dans sa branche Récupérés.</translation>
    </message>
    <message>
        <source>No message in this mailbox</source>
        <translation>Aucun message dans cette boîte</translation>
    </message>
    <message>
        <source>Import a mailbox: Maildir, mbox, EML, PST, OST, MSG, OLM or DBX, as files, directories or archives.</source>
        <translation>Importez une boîte : Maildir, mbox, EML, PST, OST, MSG, OLM ou DBX, en fichiers, répertoires ou archives.</translation>
    </message>
    <message>
        <source>Its messages lie in the folders below it.</source>
        <translation>Ses messages se trouvent dans les dossiers qu’il contient.</translation>
    </message>
    <message>
        <source>No message in this folder itself</source>
        <translation>Aucun message dans ce dossier même</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>Courrier</translation>
    </message>
    <message>
        <source>from:martin subject:&quot;liste&quot; has:attachment date:2025-12-11..2025-12-12</source>
        <translation>from:martin subject:&quot;liste&quot; has:attachment date:2025-12-11..2025-12-12</translation>
    </message>
    <message>
        <source>Touched only</source>
        <translation>Atteints seulement</translation>
    </message>
    <message>
        <source>No message here</source>
        <translation>Aucun message ici</translation>
    </message>
    <message>
        <source>No touched message here</source>
        <translation>Aucun message atteint ici</translation>
    </message>
    <message>
        <source>No session that reached this folder is attributed to an actor yet.</source>
        <translation>Aucune session ayant atteint ce dossier n’est encore attribuée à un acteur.</translation>
    </message>
    <message>
        <source>, filtered</source>
        <translation>, filtrés</translation>
    </message>
    <message>
        <source>Choose a message to read it.</source>
        <translation>Choisissez un message pour le lire.</translation>
    </message>
    <message>
        <source>A log names this message and no exhibit holds it.</source>
        <translation>Un journal nomme ce message et aucune source ne le détient.</translation>
    </message>
    <message numerus="yes">
        <source>touched item(s)</source>
        <translation><numerusform>élément atteint</numerusform><numerusform>éléments atteints</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>message(s)</source>
        <translation><numerusform>message</numerusform><numerusform>messages</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::MainWindow</name>
    <message>
        <source>&amp;Edit</source>
        <translation>É&amp;dition</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filtre</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>&amp;Bookmark</source>
        <translation>&amp;Poser un signet</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>E&amp;vidence</source>
        <translation>&amp;Preuves</translation>
    </message>
    <message>
        <source>&amp;Import evidence…</source>
        <translation>&amp;Importer des preuves…</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>&amp;Report</source>
        <translation>&amp;Rapport</translation>
    </message>
    <message>
        <source>&amp;Export a bundle…</source>
        <translation>&amp;Exporter un paquet…</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>Aid&amp;e</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Touches</translation>
    </message>
    <message>
        <source>The &amp;worked example</source>
        <translation>L’&amp;exemple complet</translation>
    </message>
    <message>
        <source>&amp;About Sillage</source>
        <translation>À &amp;propos de Sillage</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <source>&amp;New case…</source>
        <translation>&amp;Nouveau dossier…</translation>
    </message>
    <message>
        <source>&amp;Open a case…</source>
        <translation>&amp;Ouvrir un dossier…</translation>
    </message>
    <message>
        <source>&amp;Recent cases</source>
        <translation>Dossiers &amp;récents</translation>
    </message>
    <message>
        <source>&amp;Close the case</source>
        <translation>&amp;Fermer le dossier</translation>
    </message>
    <message>
        <source>Ctrl+W</source>
        <translation>Ctrl+W</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Affichage</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Thème</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Comme le bureau</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Contraste élevé</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Texte plus grand</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Texte plus petit</translation>
    </message>
    <message>
        <source>&amp;Raw octets</source>
        <translation>Octets &amp;bruts</translation>
    </message>
    <message>
        <source>Ctrl+J</source>
        <translation>Ctrl+J</translation>
    </message>
    <message>
        <source>Switch time &amp;zone</source>
        <translation>Changer de f&amp;useau</translation>
    </message>
    <message>
        <source>Ctrl+Shift+U</source>
        <translation>Ctrl+Shift+U</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>A&amp;ller</translation>
    </message>
    <message>
        <source>&amp;Locate or run…</source>
        <translation>&amp;Trouver ou lancer…</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Précédent</translation>
    </message>
    <message>
        <source>Alt+Left</source>
        <translation>Alt+Left</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>&amp;Suivant</translation>
    </message>
    <message>
        <source>Alt+Right</source>
        <translation>Alt+Right</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Vue d’ensemble</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Couverture</translation>
    </message>
    <message>
        <source>Actors</source>
        <translation>Acteurs</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>Courrier</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Fichiers</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Recherche</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>Signets</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Exposition</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Preuves</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Fuseau horaire</translation>
    </message>
    <message>
        <source>Times are stored in UTC; this switches how they are shown (Ctrl+Shift+U)</source>
        <translation>Les heures sont conservées en UTC ; ceci change leur affichage (Ctrl+Shift+U)</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>Nouveau dossier</translation>
    </message>
    <message>
        <source>case</source>
        <translation>dossier</translation>
    </message>
    <message>
        <source>Cases (*.sillage)</source>
        <translation>Dossiers (*.sillage)</translation>
    </message>
    <message>
        <source>Open a case</source>
        <translation>Ouvrir un dossier</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>The case&apos;s zone</source>
        <translation>Fuseau du dossier</translation>
    </message>
    <message>
        <source>Times are stored in UTC and shown in UTC or in this zone:</source>
        <translation>Les heures sont conservées en UTC et montrées en UTC ou dans ce fuseau :</translation>
    </message>
    <message>
        <source>There is no time zone named %1.</source>
        <translation>Aucun fuseau ne s’appelle %1.</translation>
    </message>
    <message>
        <source>Names are as in Europe/Paris.</source>
        <translation>Les noms sont de la forme Europe/Paris.</translation>
    </message>
    <message>
        <source>F&amp;ind in the table</source>
        <translation>C&amp;hercher dans la table</translation>
    </message>
    <message>
        <source>Find &amp;next</source>
        <translation>Chercher le &amp;suivant</translation>
    </message>
    <message>
        <source>&amp;Go to row, time or id</source>
        <translation>&amp;Aller à une ligne, une heure, un identifiant</translation>
    </message>
    <message>
        <source>Ctrl+G</source>
        <translation>Ctrl+G</translation>
    </message>
    <message>
        <source>Bookmark with a &amp;note…</source>
        <translation>Signet avec une &amp;note…</translation>
    </message>
    <message>
        <source>&amp;Choose the case&apos;s zone…</source>
        <translation>&amp;Choisir le fuseau du dossier…</translation>
    </message>
    <message>
        <source>Choose the case&apos;s zone…</source>
        <translation>Choisir le fuseau du dossier…</translation>
    </message>
    <message>
        <source>&amp;Hold list…</source>
        <translation>&amp;Liste de réserve…</translation>
    </message>
    <message>
        <source>&amp;Examiner&apos;s grade…</source>
        <translation>Cotation de l’&amp;examinateur…</translation>
    </message>
    <message>
        <source>Persistence</source>
        <translation>Persistance</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Ce qui a changé</translation>
    </message>
</context>
<context>
    <name>sillage::ui::MessagePane</name>
    <message numerus="yes">
        <source>%n more attachment(s)</source>
        <translation>
            <numerusform>%n autre pièce jointe</numerusform>
            <numerusform>%n autres pièces jointes</numerusform>
        </translation>
    </message>
    <message>
        <source> · in the text</source>
        <translation> · dans le texte</translation>
    </message>
    <message>
        <source>This item has no text. Its properties are under Properties.</source>
        <translation>Cet élément n’a pas de texte. Ses propriétés se trouvent sous Propriétés.</translation>
    </message>
    <message>
        <source>This message has no text.</source>
        <translation>Ce message n’a pas de texte.</translation>
    </message>
    <message>
        <source>Properties</source>
        <translation>Propriétés</translation>
    </message>
    <message>
        <source>Message text</source>
        <translation>Texte du message</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>En-têtes</translation>
    </message>
    <message>
        <source>Link (not followed): %1</source>
        <translation>Lien (non suivi) : %1</translation>
    </message>
    <message>
        <source>Choose a message to read it.</source>
        <translation>Choisissez un message pour le lire.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Formatted</source>
        <translation>Mis en forme</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>Formatted message, nothing is loaded</source>
        <translation>Message mis en forme, rien n’est chargé</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
    <message>
        <source>This message could not be shown</source>
        <translation>Ce message n’a pu être affiché</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(sans objet)</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>À %1</translation>
    </message>
    <message numerus="yes">
        <source>%n remote reference(s) removed; nothing was loaded.</source>
        <translation>
            <numerusform>%n référence distante ôtée ; rien n’a été chargé.</numerusform>
            <numerusform>%n références distantes ôtées ; rien n’a été chargé.</numerusform>
        </translation>
    </message>
    <message>
        <source>Only the beginning is shown; the source is whole.</source>
        <translation>Seul le début est affiché ; la source est entière.</translation>
    </message>
    <message>
        <source>actor %1</source>
        <translation>acteur %1</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Preuve</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>Pourquoi : %1</translation>
    </message>
    <message>
        <source>Against: %1</source>
        <translation>Contre : %1</translation>
    </message>
    <message>
        <source>Coverage: %1</source>
        <translation>Couverture : %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more touch(es), in Files</source>
        <translation>
            <numerusform>et %n autre atteinte, dans Fichiers</numerusform>
            <numerusform>et %n autres atteintes, dans Fichiers</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing in the evidence says that an actor reached this message.</source>
        <translation>Rien dans les preuves ne dit qu’un acteur a atteint ce message.</translation>
    </message>
    <message>
        <source>Save the attachment… (%1)</source>
        <translation>Enregistrer la pièce jointe… (%1)</translation>
    </message>
    <message>
        <source>Examiner&apos;s grade…</source>
        <translation>Cotation de l’examinateur…</translation>
    </message>
</context>
<context>
    <name>sillage::ui::NoteDialog</name>
    <message>
        <source>Bookmark with a note</source>
        <translation>Signet avec une note</translation>
    </message>
    <message>
        <source>One word, for example report</source>
        <translation>Un mot, par exemple rapport</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Étiquette</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Tag, note and your login name are written to the custody log.</source>
        <translation>Étiquette, note et votre nom de session sont inscrits au journal de traçabilité.</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>Signet</translation>
    </message>
</context>
<context>
    <name>sillage::ui::OverviewView</name>
    <message>
        <source>Recovered besides</source>
        <translation>Récupérés en plus</translation>
    </message>
    <message>
        <source>recovered, counted apart</source>
        <translation>récupérés, comptés à part</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Vue d’ensemble</translation>
    </message>
    <message>
        <source>Import evidence</source>
        <translation>Importer des preuves</translation>
    </message>
    <message>
        <source>No evidence yet</source>
        <translation>Aucune preuve pour l’instant</translation>
    </message>
    <message>
        <source>Import mailboxes and the logs of the servers that gave access to them. They are only ever read.</source>
        <translation>Importez les boîtes et les journaux des serveurs qui y donnaient accès. Ils ne sont jamais que lus.</translation>
    </message>
    <message>
        <source>%1 messages, %2 events</source>
        <translation>%1 messages, %2 événements</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>messages</translation>
    </message>
    <message>
        <source>mailboxes</source>
        <translation>boîtes</translation>
    </message>
    <message>
        <source>events</source>
        <translation>événements</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>sessions</translation>
    </message>
    <message>
        <source>Events from %1 to %2 (%3)</source>
        <translation>Événements du %1 au %2 (%3)</translation>
    </message>
    <message>
        <source>The story so far</source>
        <translation>Le récit à ce stade</translation>
    </message>
    <message>
        <source>Nothing is attributed yet: the story begins when a session is attributed to an actor.</source>
        <translation>Rien n’est encore attribué : le récit commence quand une session est attribuée à un acteur.</translation>
    </message>
    <message>
        <source>Reconciliation</source>
        <translation>Rapprochement</translation>
    </message>
    <message>
        <source>found = imported + duplicate + skipped + failed, for every source</source>
        <translation>trouvés = importés + doubles + écartés + échecs, pour chaque source</translation>
    </message>
    <message>
        <source>The counts do not reconcile: look at Evidence.</source>
        <translation>Les décomptes ne se rapprochent pas : voyez Preuves.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Sources</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Trouvés</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importés</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Doubles</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Écartés</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Échecs</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Problèmes</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>items reached: at least – at most</source>
        <translation>éléments atteints : au moins – au plus</translation>
    </message>
    <message>
        <source>At least: a log records the delivery. At most: all that the evidence does not rule out, undetermined included.</source>
        <translation>Au moins : un journal enregistre la remise. Au plus : tout ce que les preuves n’écartent pas, indéterminé compris.</translation>
    </message>
    <message>
        <source>Nothing is attributed yet</source>
        <translation>Rien n’est encore attribué</translation>
    </message>
    <message>
        <source>How many messages and files an intruder reached cannot be said before a person says which sessions are his. Look at the candidates, each with the signals that single it out; attribute one, its address or its client to actor A, with the reason; the answer is computed at once and every decision can be taken back.</source>
        <translation>On ne peut dire combien de messages et de fichiers un intrus a atteints avant qu’une personne dise quelles sessions sont les siennes. Regardez les candidats, chacun avec les signaux qui le distinguent ; attribuez-en un, son adresse ou son client à l’acteur A, avec le motif ; la réponse est calculée aussitôt et chaque décision peut être retirée.</translation>
    </message>
    <message>
        <source>Look at the candidates</source>
        <translation>Voir les candidats</translation>
    </message>
</context>
<context>
    <name>sillage::ui::Palette</name>
    <message>
        <source>Go to a view or run an action</source>
        <translation>Aller à une vue ou lancer une action</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ProgressStrip</name>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>reste %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pause</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Reprendre</translation>
    </message>
</context>
<context>
    <name>sillage::ui::RawPane</name>
    <message>
        <source>Hex</source>
        <translation>Hexa</translation>
    </message>
    <message>
        <source>Raw octets</source>
        <translation>Octets bruts</translation>
    </message>
    <message>
        <source>The raw line of the selected record appears here.</source>
        <translation>La ligne brute de l’enregistrement sélectionné paraît ici.</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Brut</translation>
    </message>
    <message>
        <source> · line %1</source>
        <translation> · ligne %1</translation>
    </message>
    <message>
        <source> · offset %1 · %2</source>
        <translation> · position %1 · %2</translation>
    </message>
    <message>
        <source>SHA-256 of the source: %1</source>
        <translation>SHA-256 de la source : %1</translation>
    </message>
    <message>
        <source>Previous cited record</source>
        <translation>Enregistrement cité précédent</translation>
    </message>
    <message>
        <source>Next cited record</source>
        <translation>Enregistrement cité suivant</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ReasonDialog</name>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
</context>
<context>
    <name>sillage::ui::SearchView</name>
    <message>
        <source>Search</source>
        <translation>Recherche</translation>
    </message>
    <message>
        <source>Words or a &quot;phrase&quot;, in messages, attachments and log lines</source>
        <translation>Mots ou « phrase », dans messages, pièces jointes et journaux</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Résultats</translation>
    </message>
    <message>
        <source>Search every exhibit at once</source>
        <translation>Chercher dans toutes les preuves à la fois</translation>
    </message>
    <message>
        <source>Accents and case do not matter; terr* finds words that begin so; &quot;two words&quot; finds them together.</source>
        <translation>Accents et majuscules n’importent pas ; terr* trouve les mots qui commencent ainsi ; &quot;deux mots&quot; les trouve ensemble.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Rien trouvé</translation>
    </message>
    <message>
        <source>No message, attachment name or log line holds these words.</source>
        <translation>Aucun message, nom de pièce jointe ni ligne de journal ne contient ces mots.</translation>
    </message>
    <message>
        <source>the best %1</source>
        <translation>les %1 meilleurs</translation>
    </message>
    <message numerus="yes">
        <source>%n passage(s) found</source>
        <translation>
            <numerusform>%n passage trouvé</numerusform>
            <numerusform>%n passages trouvés</numerusform>
        </translation>
    </message>
    <message>
        <source>This line is no event: there is nothing to bookmark.</source>
        <translation>Cette ligne n’est pas un événement : il n’y a rien à marquer.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be searched, first %1: %2</source>
        <translation><numerusform>%n fichier n’a pas pu être fouillé : %1 : %2</numerusform><numerusform>%n fichiers n’ont pas pu être fouillés, le premier %1 : %2</numerusform></translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1, ligne %2</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>sans date</translation>
    </message>
</context>
<context>
    <name>sillage::ui::SessionTree</name>
    <message>
        <source>Sessions grouped under their actor session</source>
        <translation>Sessions groupées sous leur session d’acteur</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
    <message numerus="yes">
        <source>%n session(s)</source>
        <translation><numerusform>%n session</numerusform><numerusform>%n sessions</numerusform></translation>
    </message>
    <message>
        <source>No session here</source>
        <translation>Aucune session ici</translation>
    </message>
    <message>
        <source>Sessions come from access logs. When a filter is set, take a condition off.</source>
        <translation>Les sessions viennent des journaux d’accès. Si un filtre est posé, retirez une condition.</translation>
    </message>
    <message>
        <source>%1 more sessions stand in the flat table only; filter to group them.</source>
        <translation>%1 autres sessions ne sont que dans la table à plat ; filtrez pour les grouper.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::StartPage</name>
    <message>
        <source>Which messages and files the intruder reached, how sure, and why</source>
        <translation>Quels messages et fichiers l’intrus a atteints, avec quelle certitude, et pourquoi</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>Nouveau dossier</translation>
    </message>
    <message>
        <source>Open a case</source>
        <translation>Ouvrir un dossier</translation>
    </message>
    <message>
        <source>See the worked example</source>
        <translation>Voir l’exemple complet</translation>
    </message>
    <message>
        <source>An empty directory that will hold the index, your decisions and the custody log.</source>
        <translation>Un répertoire vide qui contiendra l’index, vos décisions et la traçabilité.</translation>
    </message>
    <message>
        <source>A directory named something.sillage.</source>
        <translation>Un répertoire nommé quelquechose.sillage.</translation>
    </message>
    <message>
        <source>A small invented breach, with its truth: two minutes to see what an answer looks like.</source>
        <translation>Une petite intrusion inventée, avec sa vérité : deux minutes pour voir à quoi ressemble une réponse.</translation>
    </message>
    <message>
        <source>Drop evidence here</source>
        <translation>Déposez les preuves ici</translation>
    </message>
    <message>
        <source>Mailboxes, logs, directories or archives. What would be read is listed first; evidence is only ever read.</source>
        <translation>Boîtes, journaux, répertoires ou archives. Ce qui serait lu est d’abord listé ; les preuves ne sont jamais que lues.</translation>
    </message>
    <message>
        <source>Recent cases</source>
        <translation>Dossiers récents</translation>
    </message>
    <message>
        <source>Cases you open are listed here.</source>
        <translation>Les dossiers que vous ouvrez paraissent ici.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::TablePage</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>, filtered</source>
        <translation>, filtrés</translation>
    </message>
</context>
<context>
    <name>sillage::ui::Workspace</name>
    <message>
        <source>Views</source>
        <translation>Vues</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Vue d’ensemble</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Couverture</translation>
    </message>
    <message>
        <source>Actors</source>
        <translation>Acteurs</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>Courrier</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Fichiers</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Recherche</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>Signets</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Exposition</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Preuves</translation>
    </message>
    <message>
        <source>Persistence</source>
        <translation>Persistance</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Ce qui a changé</translation>
    </message>
</context>
<context>
    <name>sillage::ui::HoldDialog</name>
    <message>
        <source>Kind</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Auteur</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Depuis</translation>
    </message>
    <message>
        <source>Hold list</source>
        <translation>Liste de réserve</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>Autorité</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Ouvert le</translation>
    </message>
    <message>
        <source>Messages opened all the same</source>
        <translation>Messages ouverts malgré tout</translation>
    </message>
    <message>
        <source>Messages of these accounts, domains and addresses keep hash, size and headers only. They are not indexed, not examined and not shown; reports count them as not examined.</source>
        <translation>Des messages de ces comptes, domaines et adresses ne sont gardés que l’empreinte, la taille et les en-têtes. Ils ne sont ni indexés, ni examinés, ni affichés ; les rapports les comptent comme non examinés.</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Retirer…</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Domain, with all below it</source>
        <translation>Domaine, avec tout ce qui en dépend</translation>
    </message>
    <message>
        <source>Account: its whole mailbox</source>
        <translation>Compte : sa boîte entière</translation>
    </message>
    <message>
        <source>For example: her lawyer, professional secrecy</source>
        <translation>Par exemple : son avocat, secret professionnel</translation>
    </message>
    <message>
        <source>Hold back</source>
        <translation>Mettre en réserve</translation>
    </message>
    <message>
        <source>Open one held message under a named authority</source>
        <translation>Ouvrir un message réservé sous une autorité nommée</translation>
    </message>
    <message>
        <source>M-… or the SHA-256 of the message</source>
        <translation>M-… ou le SHA-256 du message</translation>
    </message>
    <message>
        <source>Who allows it: name, function, reference of the decision</source>
        <translation>Qui l’autorise : nom, fonction, référence de la décision</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>Open the message</source>
        <translation>Ouvrir le message</translation>
    </message>
    <message>
        <source>Nobody is on the hold list.</source>
        <translation>Personne n’est sur la liste de réserve.</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) held back and not examined</source>
        <translation>
            <numerusform>%n message réservé et non examiné</numerusform>
            <numerusform>%n messages réservés et non examinés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) newly held back. Written to custody.</source>
        <translation>
            <numerusform>%n message nouvellement réservé. Inscrit à la traçabilité.</numerusform>
            <numerusform>%n messages nouvellement réservés. Inscrit à la traçabilité.</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove from the hold list</source>
        <translation>Retirer de la liste de réserve</translation>
    </message>
    <message>
        <source>%1 is taken off the hold list. What is held stays held until its source is removed and imported again: its text was never kept.</source>
        <translation>%1 est retiré de la liste de réserve. Ce qui est réservé le reste jusqu’à ce que sa source soit retirée puis importée de nouveau : son texte n’a jamais été gardé.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Removed. Written to custody.</source>
        <translation>Retiré. Inscrit à la traçabilité.</translation>
    </message>
    <message>
        <source>To examine what is still held, remove and import again: %1</source>
        <translation>Pour examiner ce qui reste réservé, retirez puis importez de nouveau : %1</translation>
    </message>
    <message numerus="yes">
        <source> and %n more source(s)</source>
        <translation>
            <numerusform> et %n autre source</numerusform>
            <numerusform> et %n autres sources</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a held message</source>
        <translation>Ouvrir un message réservé</translation>
    </message>
    <message numerus="yes">
        <source>Opened at %n place(s). Written to custody.</source>
        <translation>
            <numerusform>Ouvert à %n emplacement. Inscrit à la traçabilité.</numerusform>
            <numerusform>Ouvert à %n emplacements. Inscrit à la traçabilité.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sillage::ui::PropertyModel</name>
    <message>
        <source>(no known name)</source>
        <translation>(sans nom connu)</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Propriété</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Étiquette</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
</context>
<context>
    <name>sillage::ui::PropertyPane</name>
    <message>
        <source>Name, tag or value</source>
        <translation>Nom, étiquette ou valeur</translation>
    </message>
    <message>
        <source>Filter the properties</source>
        <translation>Filtrer les propriétés</translation>
    </message>
    <message>
        <source>Properties of the item</source>
        <translation>Propriétés de l’élément</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Copier les lignes</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>Copier la valeur</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ItemBanner</name>
    <message numerus="yes">
        <source>List all %n message(s) inside</source>
        <translation>
            <numerusform>Lister le message contenu</numerusform>
            <numerusform>Lister les %n messages contenus</numerusform>
        </translation>
    </message>
    <message>
        <source>About this item</source>
        <translation>À propos de cet élément</translation>
    </message>
    <message>
        <source>Recovered: the store no longer lists it.</source>
        <translation>Récupéré : la boîte ne le liste plus.</translation>
    </message>
    <message>
        <source>Recovered: %1</source>
        <translation>Récupéré : %1</translation>
    </message>
    <message>
        <source>Rebuilt from properties: this store keeps no message octets. The source shows the item's own record.</source>
        <translation>Reconstitué à partir des propriétés : cette boîte ne conserve pas d’octets de message. La source montre l’enregistrement propre à l’élément.</translation>
    </message>
    <message>
        <source>%1 (%2), not a mail</source>
        <translation>%1 (%2), pas un courriel</translation>
    </message>
    <message>
        <source>Open the message around it</source>
        <translation>Ouvrir le message qui le contient</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(sans objet)</translation>
    </message>
    <message>
        <source>Open the message inside: %1</source>
        <translation>Ouvrir le message contenu : %1</translation>
    </message>
</context>
<context>
    <name>sillage::ui::FolderTree</name>
    <message>
        <source>All mailboxes</source>
        <translation>Toutes les boîtes</translation>
    </message>
    <message>
        <source>Found outside the live messages: deleted, orphaned or in free space. In no other count.</source>
        <translation>Trouvés hors des messages vivants : supprimés, orphelins ou dans l’espace libre. Dans aucun autre décompte.</translation>
    </message>
    <message>
        <source>Mailboxes and folders</source>
        <translation>Boîtes et dossiers</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Tous</translation>
    </message>
    <message>
        <source>Touched</source>
        <translation>Atteints</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>Récupérés</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>login</source>
        <translation>connexion</translation>
    </message>
    <message>
        <source>logout</source>
        <translation>déconnexion</translation>
    </message>
    <message>
        <source>connect</source>
        <translation>prise de contact</translation>
    </message>
    <message>
        <source>disconnect</source>
        <translation>fin de contact</translation>
    </message>
    <message>
        <source>client-id</source>
        <translation>identité du client</translation>
    </message>
    <message>
        <source>list</source>
        <translation>liste</translation>
    </message>
    <message>
        <source>search</source>
        <translation>recherche</translation>
    </message>
    <message>
        <source>preview</source>
        <translation>aperçu</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lecture</translation>
    </message>
    <message>
        <source>download</source>
        <translation>téléchargement</translation>
    </message>
    <message>
        <source>view-source</source>
        <translation>source affichée</translation>
    </message>
    <message>
        <source>export</source>
        <translation>exportation</translation>
    </message>
    <message>
        <source>fetch</source>
        <translation>récupération</translation>
    </message>
    <message>
        <source>select</source>
        <translation>dossier ouvert</translation>
    </message>
    <message>
        <source>access</source>
        <translation>accès</translation>
    </message>
    <message>
        <source>sync</source>
        <translation>synchronisation</translation>
    </message>
    <message>
        <source>send</source>
        <translation>envoi</translation>
    </message>
    <message>
        <source>deliver</source>
        <translation>remise</translation>
    </message>
    <message>
        <source>relay</source>
        <translation>relais</translation>
    </message>
    <message>
        <source>redirect</source>
        <translation>redirection</translation>
    </message>
    <message>
        <source>save</source>
        <translation>enregistrement</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>copie</translation>
    </message>
    <message>
        <source>move</source>
        <translation>déplacement</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>suppression</translation>
    </message>
    <message>
        <source>undelete</source>
        <translation>restauration</translation>
    </message>
    <message>
        <source>expunge</source>
        <translation>effacement définitif</translation>
    </message>
    <message>
        <source>flag</source>
        <translation>marque</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>dossier</translation>
    </message>
    <message>
        <source>rule</source>
        <translation>règle</translation>
    </message>
    <message>
        <source>permission</source>
        <translation>droit</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>administration</translation>
    </message>
    <message>
        <source>compose</source>
        <translation>rédaction</translation>
    </message>
    <message>
        <source>refresh</source>
        <translation>actualisation</translation>
    </message>
    <message>
        <source>page</source>
        <translation>page</translation>
    </message>
    <message>
        <source>file</source>
        <translation>fichier</translation>
    </message>
    <message>
        <source>other</source>
        <translation>autre</translation>
    </message>
</context>
<context>
    <name>Precision</name>
    <message>
        <source>microsecond</source>
        <translation>microseconde</translation>
    </message>
    <message>
        <source>millisecond</source>
        <translation>milliseconde</translation>
    </message>
    <message>
        <source>second</source>
        <translation>seconde</translation>
    </message>
    <message>
        <source>minute</source>
        <translation>minute</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>heure</translation>
    </message>
    <message>
        <source>day</source>
        <translation>jour</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ChangesView</name>
    <message>
        <source>What changed</source>
        <translation>Ce qui a changé</translation>
    </message>
    <message>
        <source>change:lowered mailbox:martin</source>
        <translation>change:lowered mailbox:martin</translation>
    </message>
    <message numerus="yes">
        <source>changed item(s)</source>
        <translation><numerusform>élément changé</numerusform><numerusform>éléments changés</numerusform></translation>
    </message>
    <message>
        <source>Which recomputation</source>
        <translation>Quel recalcul</translation>
    </message>
    <message>
        <source>Show its proof</source>
        <translation>Montrer sa preuve</translation>
    </message>
    <message>
        <source>Nothing changed</source>
        <translation>Rien n’a changé</translation>
    </message>
    <message>
        <source>The answer is computed again when evidence, indicators, settings or rules change; what that makes of each item is listed here.</source>
        <translation>La réponse est recalculée quand preuves, indicateurs, réglages ou règles changent ; ce qu’il en advient de chaque élément est énuméré ici.</translation>
    </message>
    <message>
        <source>Evidence, indicators, settings and rules were those of the time before.</source>
        <translation>Preuves, indicateurs, réglages et règles étaient ceux de la fois précédente.</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) were too many to be kept one by one.</source>
        <translation><numerusform>%n changement était de trop pour être conservé un à un.</numerusform><numerusform>%n changements étaient de trop pour être conservés un à un.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and %n further cause(s): `sillage-cli diff list` names them all</source>
        <translation><numerusform>et %n autre cause : `sillage-cli diff list` les nomme toutes</numerusform><numerusform>et %n autres causes : `sillage-cli diff list` les nomme toutes</numerusform></translation>
    </message>
</context>
<context>
    <name>sillage::ui::GradeDialog</name>
    <message>
        <source>Examiner&apos;s grade</source>
        <translation>Cotation de l’examinateur</translation>
    </message>
    <message>
        <source>The program&apos;s grade, which stays:</source>
        <translation>La cotation du programme, qui reste :</translation>
    </message>
    <message>
        <source>Why you hold another grade</source>
        <translation>Pourquoi vous retenez une autre cotation</translation>
    </message>
    <message>
        <source>A statement, a provider&apos;s answer, another exhibit</source>
        <translation>Une déclaration, la réponse d’un fournisseur, une autre pièce</translation>
    </message>
    <message>
        <source>Your grade</source>
        <translation>Votre cotation</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Pièce</translation>
    </message>
    <message>
        <source>State this grade</source>
        <translation>Énoncer cette cotation</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>La retirer</translation>
    </message>
    <message>
        <source>Above the program&apos;s grade: a document must show it. Both grades, reason, document and your login name are written to the custody log.</source>
        <translation>Au-dessus de la cotation du programme : une pièce doit le montrer. Les deux cotations, le motif, la pièce et votre nom de session sont inscrits à la traçabilité.</translation>
    </message>
    <message>
        <source>Below the program&apos;s grade: a reason is enough. Both grades, the reason and your login name are written to the custody log.</source>
        <translation>Au-dessous de la cotation du programme : un motif suffit. Les deux cotations, le motif et votre nom de session sont inscrits à la traçabilité.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::PersistenceView</name>
    <message>
        <source>Persistence</source>
        <translation>Persistance</translation>
    </message>
    <message>
        <source>actor:A direction:external kind:forwarding</source>
        <translation>actor:A direction:external kind:forwarding</translation>
    </message>
    <message numerus="yes">
        <source>thing(s)</source>
        <translation><numerusform>chose</numerusform><numerusform>choses</numerusform></translation>
    </message>
    <message>
        <source>In force at the end of the logs, or not known</source>
        <translation>En vigueur à la fin des journaux, ou non connu</translation>
    </message>
    <message>
        <source>Everything that stands or stood</source>
        <translation>Tout ce qui est ou fut en vigueur</translation>
    </message>
    <message>
        <source>What was sent, deleted, moved and searched for</source>
        <translation>Ce qui a été envoyé, supprimé, déplacé et recherché</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Tout</translation>
    </message>
    <message>
        <source>Which effects</source>
        <translation>Quels effets</translation>
    </message>
    <message>
        <source>Show its events</source>
        <translation>Montrer ses événements</translation>
    </message>
    <message>
        <source>Nothing is known to be in force</source>
        <translation>Rien de connu n’est en vigueur</translation>
    </message>
    <message>
        <source>No rule, forwarding, script, right, grant, device or open session is recorded. That is no proof that there is none: Coverage says which recorders were there to see one.</source>
        <translation>Aucune règle, aucun renvoi, script, droit, autorisation, appareil ni session ouverte n’est enregistré. Ce n’est pas la preuve qu’il n’y en a pas : Couverture dit quels enregistreurs étaient là pour en voir.</translation>
    </message>
    <message>
        <source>Go to Coverage</source>
        <translation>Aller à Couverture</translation>
    </message>
    <message>
        <source>No session is known of this row; its records stand beside it.</source>
        <translation>Aucune session n’est connue de cette ligne ; ses enregistrements sont à côté.</translation>
    </message>
    <message>
        <source>No raw line is cited for this row.</source>
        <translation>Aucune ligne brute n’est citée pour cette ligne.</translation>
    </message>
</context>
<context>
    <name>sillage::ui::ProofPane</name>
    <message>
        <source>Examiner&apos;s grade…</source>
        <translation>Cotation de l’examinateur…</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Copier en texte</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Imprimer…</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Enregistrer en PDF…</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Preuve</translation>
    </message>
    <message>
        <source>Choose a row to see what it says.</source>
        <translation>Choisissez une ligne pour voir ce qu’elle dit.</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(sans objet)</translation>
    </message>
    <message>
        <source>the examiner:</source>
        <translation>l’examinateur :</translation>
    </message>
    <message>
        <source>attribution %1 · delivery %2 · identity %3</source>
        <translation>attribution %1 · délivrance %2 · identité %3</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Enregistrer en PDF</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
</context>
</TS>
